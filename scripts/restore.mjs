// `npm run restore -- ID|DIR [URL]`: puts a backup back, one of the deployment or a copy on this machine. Exit 1 when it was not.
import { fileURLToPath } from "node:url";
import { installDependencies, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
const { runRestore } = await import("./backup/main.ts");
process.exit(await runRestore(process.argv.slice(2)));
