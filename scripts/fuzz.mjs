// `npm run fuzz`: changed inputs for every parser and every door. `-- --seconds N`, `--only NAME`, `--seed N`, `--parsers`, `--doors`.
import { fileURLToPath } from "node:url";
import { buildPage, installDependencies, useProjectNode } from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();
await import("../test/fuzz/main.ts");
