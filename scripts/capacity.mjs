// `npm run capacity`: what a number of conversations a day needs and costs, and where its limits lie. `-- --help` lists the options.
import { fileURLToPath } from "node:url";
import { installDependencies, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
const { tell } = await import("./capacity/main.ts");
process.exit(tell(process.argv.slice(2)));
