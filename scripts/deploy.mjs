// `npm run deploy`: builds, makes what is missing in the account, migrates, deploys, asks for secrets. `-- --help` lists the rest.
import { fileURLToPath } from "node:url";
import {
  buildPage,
  installDependencies,
  ROOT,
  TOOL_ENVIRONMENT,
  useProjectNode,
} from "./support/prepare.mjs";

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();
process.chdir(ROOT);
const { main } = await import("./deploy/main.ts");
process.exit(await main(process.argv.slice(2), ROOT, TOOL_ENVIRONMENT));
