// `npm run backup -- [URL] [--to DIR]`: makes a backup and reads it back; with --to a copy of it on this machine. Exit 1 when it is not whole.
import { fileURLToPath } from "node:url";
import { installDependencies, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
const { runBackup } = await import("./backup/main.ts");
process.exit(await runBackup(process.argv.slice(2)));
