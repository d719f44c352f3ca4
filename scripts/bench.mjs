// `npm run bench`: measures the built Worker beside baselines in the same run. `-- --only NAME`, `-- --json FILE`.
import { fileURLToPath } from "node:url";
import { buildPage, installDependencies, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();
await import("../test/bench/main.ts");
