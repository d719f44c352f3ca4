// `npm run deploy`: builds, brings the remote databases up to date, deploys. `-- --dry-run` shows the bundle and needs no account.
import { fileURLToPath } from "node:url";
import { buildPage, installDependencies, runTool, useProjectNode } from "./support/prepare.mjs";

const args = process.argv.slice(2);

await installDependencies();
await useProjectNode(fileURLToPath(import.meta.url));
await buildPage();
process.exit(args.includes("--dry-run") ? await deploy() : await deployAndMigrate());

function deploy() {
  return wrangler("deploy", "--config", "wrangler.toml", ...args);
}

/** New tables come before the code that needs them; on the first deployment the databases come with the code. */
async function deployAndMigrate() {
  const migratedFirst = (await migrate({ silent: true })) === 0;
  const code = (await deploy()) || (migratedFirst ? 0 : await migrate());
  if (code !== 0) {
    console.error(
      "Not deployed. Is the account logged in (npx wrangler login)? / 未部署成功，请确认已登录（npx wrangler login）。",
    );
    return code;
  }
  console.log(`
Deployed / 已部署. Next / 下一步：

  npx wrangler secret put ADMIN_TOKEN        (at least 16 characters / 至少 16 个字符)
  npx wrangler secret put MODEL_API_KEY      and / 以及  npx wrangler secret put MODEL_ENDPOINT
  Open /health of the address above; in mainland China use a domain of your own, *.workers.dev does not resolve there.
  打开上面地址的 /health 查看状态；中国大陆请绑定自有域名，*.workers.dev 无法解析。
`);
  return 0;
}

async function migrate(options) {
  for (const database of ["DB", "SEARCH"]) {
    const code = await runTool(
      "wrangler/bin/wrangler.js",
      ["d1", "migrations", "apply", database, "--remote", "--config", "wrangler.toml"],
      options,
    );
    if (code !== 0) return code;
  }
  return 0;
}

function wrangler(...command) {
  return runTool("wrangler/bin/wrangler.js", command);
}
