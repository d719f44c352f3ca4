// The steps before and after the upload, each safe to repeat: an interrupted deployment goes on where it was.
import { isRecord, parseJson } from "../../src/core/json.ts";
import { diagnose, isMissingDatabase, isMissingWorker, isUnreachable, LOG_IN } from "./diagnosis.ts";
import { begin, done, Halt, type Tools, text } from "./tools.ts";

/** Of several accounts the one that is meant; whoever is not logged in hears how to. */
export async function findAccount(tools: Tools): Promise<void> {
  const { wrangler, env, target, terminal } = tools;
  const asked = await wrangler.capture(["whoami", "--json"]);
  const user = parseJson(asked.stdout);
  if (asked.code !== 0 && isUnreachable(asked))
    throw diagnose(text("Asking for the account", "查询账号"), asked);
  const hasToken = (env.CLOUDFLARE_API_TOKEN ?? "") !== "";
  // A token that may deploy need not be allowed to say whose it is: then the next step tells.
  if (asked.code !== 0 && hasToken)
    return done(tools, text("CLOUDFLARE_API_TOKEN is used", "使用 CLOUDFLARE_API_TOKEN"));
  if (!isRecord(user) || user.loggedIn !== true)
    throw new Halt(text("Nobody is logged in to Cloudflare.", "还没有登录 Cloudflare。"), LOG_IN);
  const accounts = Array.isArray(user.accounts) ? user.accounts.filter(isAccount) : [];
  const chosen = target.accountId ?? env.CLOUDFLARE_ACCOUNT_ID ?? "";
  const account =
    accounts.find(({ id }) => id === chosen) ??
    (chosen === "" && accounts.length > 1 ? await chooseAccount(accounts, terminal) : accounts[0]);
  if (chosen === "" && account) wrangler.useAccount(account.id);
  const who = [user.email, chosen === "" ? account?.name : chosen].filter((part) => typeof part === "string");
  done(tools, text(`Logged in: ${who.join(", ")}`, "已登录"));
}

interface Account {
  id: string;
  name: string;
}

function isAccount(value: unknown): value is Account {
  return isRecord(value) && typeof value.id === "string" && typeof value.name === "string";
}

async function chooseAccount(accounts: Account[], terminal: Tools["terminal"]): Promise<Account | undefined> {
  const list = accounts.map(({ name, id }, index) => `  ${index + 1}  ${name} (${id})`).join("\n");
  if (terminal !== null) {
    const number = await terminal.ask(`${list}\nDeploy to which account? / 部署到哪个账号？ [1] `);
    const account = accounts[Number(number === "" ? 1 : number) - 1];
    if (account) return account;
  }
  throw new Halt(
    text("The login reaches several accounts.", "这个登录名下有多个账号。"),
    text(
      "Set CLOUDFLARE_ACCOUNT_ID to one of these, or account_id in wrangler.toml.",
      "把 CLOUDFLARE_ACCOUNT_ID 设为其中一个，或写入 wrangler.toml 的 account_id。",
    ),
    list,
  );
}

/** Names of the secrets that the Worker has; null when it is not there yet. */
export async function readSecretNames({ wrangler }: Tools): Promise<string[] | null> {
  const listed = await wrangler.capture(["secret", "list"]);
  if (listed.code !== 0) {
    if (isMissingWorker(listed)) return null;
    throw diagnose(text("Looking for the Worker", "查询 Worker"), listed);
  }
  const secrets = parseJson(listed.stdout);
  return (Array.isArray(secrets) ? secrets : []).flatMap((secret) =>
    isRecord(secret) && typeof secret.name === "string" ? [secret.name] : [],
  );
}

/** Asked before anything is made: an account that never had R2 cannot have a bucket, and has to be told so first. */
export async function checkBuckets(tools: Tools): Promise<void> {
  const listed = await tools.wrangler.capture(["r2", "bucket", "list"]);
  if (listed.code !== 0) throw diagnose(text("Looking for R2", "检查 R2"), listed);
  done(tools, text("R2 is switched on", "R2 已开通"));
}

/** Namespaces that wrangler would make by these titles, as far as they are there: their ids by binding. */
export async function findNamespaces({ wrangler, target }: Tools): Promise<Record<string, string>> {
  const listed = await wrangler.capture(["kv", "namespace", "list"]);
  if (listed.code !== 0) throw diagnose(text("Looking for KV", "查询 KV"), listed);
  const found = parseJson(listed.stdout);
  const bindings = new Map(
    target.namespaces.map((binding) => [
      `${target.worker}-${binding.toLowerCase().replaceAll("_", "-")}`,
      binding,
    ]),
  );
  const entries = (Array.isArray(found) ? found.filter(isRecord) : []).flatMap(({ id, title }) => {
    const binding = bindings.get(String(title));
    return binding === undefined ? [] : [[binding, String(id)]];
  });
  return Object.fromEntries(entries);
}

/** Brings these databases up to date; names those that are not there yet. */
export async function migrate(tools: Tools, databases: string[]): Promise<string[]> {
  begin(tools, text(`Tables of ${databases.join(", ")}`, "更新数据表"));
  const applied = await Promise.all(
    databases.map(async (database) => ({
      database,
      ended: await tools.wrangler.capture(["d1", "migrations", "apply", database, "--remote"]),
    })),
  );
  const behind = applied.filter(({ ended }) => ended.code !== 0);
  for (const { database, ended } of behind)
    if (!isMissingDatabase(ended))
      throw diagnose(text(`Tables of ${database}`, `${database} 的数据表`), ended);
  const missing = behind.map(({ database }) => database);
  if (missing.length === 0) done(tools, text("Tables are up to date", "数据表已是最新"));
  else tools.say(`  Made by the deployment / 将随部署创建：${missing.join(", ")}`);
  return missing;
}
