// `npm run doctor -- [URL]`: what is wrong with a configuration or a running deployment, and which switch to flip. Exit 1 when something is.
import { fileURLToPath } from "node:url";
import { installDependencies, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
const { examine } = await import("./doctor/main.ts");
process.exit(await examine(process.argv.slice(2)));
