// `npm run deploy`: builds, brings the remote databases up to date, deploys. `-- --dry-run` shows the bundle and needs no account.
import { fileURLToPath } from "node:url";
import { buildPage, captureTool, installDependencies, runTool, useProjectNode } from "./support/prepare.mjs";

const args = process.argv.slice(2);

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();
const dryRun = args.includes("--dry-run");
process.exit(
  dryRun ? await wrangler("deploy", "--config", "wrangler.toml", ...args) : await deployAndMigrate(),
);

/**
 * New tables come before the code that needs them; on the first deployment the databases come with the code. Anything else that
 * fails ends it here.
 */
async function deployAndMigrate() {
  const tables = await migrate();
  const isFirst = /Couldn't find an? (auto-provisioned )?D1 DB/i.test(tables.output);
  if (tables.code !== 0 && !isFirst) {
    process.stderr.write(tables.output);
    return notDeployed(tables.code);
  }
  const code =
    (await wrangler("deploy", "--config", "wrangler.toml", ...args)) ||
    (isFirst ? (await migrate()).code : 0);
  if (code !== 0) return notDeployed(code);
  console.log(`
Deployed / 已部署. Next / 下一步：

  npx wrangler secret put ADMIN_TOKEN        (at least 16 characters / 至少 16 个字符)
  npx wrangler secret put MODEL_API_KEY      and / 以及  npx wrangler secret put MODEL_ENDPOINT
  Open /health of the address above; in mainland China use a domain of your own, *.workers.dev does not resolve there.
  打开上面地址的 /health 查看状态；中国大陆请绑定自有域名，*.workers.dev 无法解析。
`);
  return 0;
}

function notDeployed(code) {
  console.error(
    "Not deployed; the lines above say why. Is the account logged in (npx wrangler login)? / 未部署成功，原因见上；请确认已登录（npx wrangler login）。",
  );
  return code;
}

async function migrate() {
  let output = "";
  for (const database of ["DB", "SEARCH"]) {
    const command = ["d1", "migrations", "apply", database, "--remote", "--config", "wrangler.toml"];
    const result = await captureTool("wrangler/bin/wrangler.js", command);
    output += result.output;
    if (result.code !== 0) return { code: result.code, output };
  }
  return { code: 0, output };
}

function wrangler(...command) {
  return runTool("wrangler/bin/wrangler.js", command);
}
