// What went wrong, read from what wrangler complains about, and the way on. The first that fits is told.
import { type Ended, Halt, type Text, text } from "./tools.ts";

export const LOG_IN = text(
  `npx wrangler login (opens a browser), or set CLOUDFLARE_API_TOKEN to a token made at https://dash.cloudflare.com/profile/api-tokens
    from the template “Edit Cloudflare Workers”, with Account → D1 → Edit added. Then npm run deploy again.`,
  `运行 npx wrangler login（会打开浏览器），或设置 CLOUDFLARE_API_TOKEN：在 https://dash.cloudflare.com/profile/api-tokens
    用模板“Edit Cloudflare Workers”创建令牌，并加上 Account → D1 → Edit。然后重新部署。`,
);

const AGAIN = text(
  "Run npm run deploy again: it goes on where it was.",
  "重新运行 npm run deploy，会从中断处继续。",
);

interface Fault {
  sign: RegExp;
  happened: Text;
  wayOn: Text;
}

const UNREACHABLE: Fault = {
  sign: /resolve Cloudflare's API hostname|network connectivity|fetch failed|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT/i,
  happened: text("Cloudflare could not be reached.", "连不上 Cloudflare。"),
  wayOn: text(
    "Check network and proxy (HTTPS_PROXY), then deploy again: it goes on where it was.",
    "检查网络与代理（HTTPS_PROXY），然后重新部署，会从中断处继续。",
  ),
};

const FAULTS: Fault[] = [
  {
    sign: /enable R2|\/r2\/buckets[\s\S]*\[code: 10042\]/i,
    happened: text("R2 is not switched on in this account.", "这个账号还没有开通 R2。"),
    wayOn: text(
      "Open https://dash.cloudflare.com → R2 and switch it on; it asks for a payment method, even for the free allowance. Then deploy again.",
      "打开 https://dash.cloudflare.com → R2 并开通；即使只用免费额度也要绑定付款方式。然后重新部署。",
    ),
  },
  {
    sign: /set a CLOUDFLARE_API_TOKEN environment variable|did not login|not authenticated/i,
    happened: text("Nobody is logged in to Cloudflare.", "还没有登录 Cloudflare。"),
    wayOn: LOG_IN,
  },
  {
    sign: /More than one account available/i,
    happened: text("The login reaches several accounts.", "这个登录名下有多个账号。"),
    wayOn: text(
      "Set CLOUDFLARE_ACCOUNT_ID to the one to deploy to (npx wrangler whoami lists them), or account_id in wrangler.toml.",
      "把 CLOUDFLARE_ACCOUNT_ID 设为要部署的账号（npx wrangler whoami 可以查看），或写入 wrangler.toml 的 account_id。",
    ),
  },
  {
    sign: /register a workers\.dev subdomain/i,
    happened: text("The account has no workers.dev name yet.", "这个账号还没有 workers.dev 子域名。"),
    wayOn: text(
      "Choose one at https://dash.cloudflare.com → Workers & Pages, then deploy again. What was made so far stays.",
      "在 https://dash.cloudflare.com → Workers & Pages 里选一个，然后重新部署；已创建的资源会保留。",
    ),
  },
  {
    sign: /cron triggers?[^\n]*limit|limit[^\n]*cron triggers?/i,
    happened: text("The account has no cron trigger left.", "这个账号的 Cron 触发器已经用完。"),
    wayOn: text(
      "The free plan has five in all its Workers together: remove one elsewhere, or change to the paid plan.",
      "免费套餐所有 Worker 合计五个：删掉别处的一个，或升级到付费套餐。",
    ),
  },
  {
    sign: /Binding name '?(\w+)'? already in use|\[code: 10053\]/i,
    happened: text(
      "A plain variable of the same name stands in the dashboard.",
      "控制台里已有一个同名的普通变量。",
    ),
    wayOn: text(
      "Remove it there (the Worker → Settings → Variables and Secrets), then set it as a secret.",
      "先在控制台删除它（该 Worker → 设置 → 变量和机密），再设为密钥。",
    ),
  },
  {
    sign: /Migration \S+ failed|\[code: 7500\]/i,
    happened: text(
      "A migration failed. The deployed code is still the earlier one; migrations before the failed one stay.",
      "数据库迁移失败。线上仍是之前的代码；失败之前的迁移已经生效。",
    ),
    wayOn: text(
      "The lines above name the statement. Mend what it meets in the database (npx wrangler d1 execute), then deploy again.",
      "上文指出了出错的语句。处理好数据库里的冲突（npx wrangler d1 execute），再重新部署。",
    ),
  },
  {
    sign: /\[code: (?:10000|10001|9106|9109|7403)\]|Authentication error|not authorized/i,
    happened: text("The login may not do this.", "当前登录没有这项权限。"),
    wayOn: text(
      `The token needs, for the account: Workers Scripts, Workers KV Storage, Workers R2 Storage and D1 (Edit), Account Settings (Read); for a domain of your own:
    Workers Routes (Edit). With npx wrangler login: log in once more. In Workers Builds: Settings → Build → API token.`,
      `令牌需要账号权限：Workers Scripts、Workers KV Storage、Workers R2 Storage、D1（Edit），Account Settings（Read）；绑定自有域名还需要
    Workers Routes（Edit）。用 npx wrangler login 登录的请重新登录。在 Workers Builds 中见“设置 → 构建 → API 令牌”。`,
    ),
  },
  UNREACHABLE,
];

/** Why a command of wrangler failed. `shown`: its complaint stands in the terminal already. */
export function diagnose(doing: Text, { stdout, stderr }: Ended, shown = false): Halt {
  const said = `${stdout}\n${stderr}`;
  const fault = FAULTS.find(({ sign }) => sign.test(said));
  const unknown = text(`${doing.en}: wrangler failed.`, `${doing.zh}：wrangler 失败。`);
  return new Halt(fault?.happened ?? unknown, fault?.wayOn ?? AGAIN, shown ? "" : said.trim());
}

/** The database is not there yet: the deployment makes it. */
export function isMissingDatabase({ stdout, stderr }: Ended): boolean {
  return /Couldn't find an? (?:auto-provisioned )?D1 DB/i.test(`${stdout}\n${stderr}`);
}

/** A first deployment was interrupted behind the making of a KV namespace, which no Worker has since. */
export function isNamespaceTaken({ stderr }: Ended): boolean {
  return /\[code: 10014\]/.test(stderr);
}

/** The Worker is not there yet. */
export function isMissingWorker({ stdout, stderr }: Ended): boolean {
  return /Worker ".*?"[^\n]* not found|\[code: 10007\]/i.test(`${stdout}\n${stderr}`);
}

export function isUnreachable({ stdout, stderr }: Ended): boolean {
  return UNREACHABLE.sign.test(`${stdout}\n${stderr}`);
}
