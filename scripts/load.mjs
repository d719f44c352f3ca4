// `npm run load`: a mixed load on the built program. `-- --chaos`: while model and platforms fail and the program is killed.
import { fileURLToPath } from "node:url";
import { buildPage, installDependencies, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();
await import("../test/load/main.ts");
