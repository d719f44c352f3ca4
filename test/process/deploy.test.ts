// `npm run deploy` with the real wrangler, against an account that is played: what wrangler does by itself is not assumed but seen.
import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWrangler } from "../../scripts/deploy/wrangler.ts";
import { addDatabase, addNamespace } from "../support/fake-cloudflare/account.ts";
import { type FakeCloudflare, startFakeCloudflare } from "../support/fake-cloudflare.ts";

let cloudflare: FakeCloudflare;
beforeAll(async () => {
  cloudflare = await startFakeCloudflare();
});
afterAll(() => cloudflare.close());

const environment = () => ({
  ...process.env,
  CLOUDFLARE_API_BASE_URL: cloudflare.url,
  CLOUDFLARE_API_TOKEN: "token",
  CLOUDFLARE_ACCOUNT_ID: "",
  WRANGLER_SEND_METRICS: "false",
});

async function deploy(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ["scripts/deploy.mjs", "--yes", "--wait", "0", ...args], {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => pieces.push(piece));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, said: Buffer.concat(pieces).toString() };
}

it("goes on where an earlier one was interrupted, and ends with a whole deployment and every table", async () => {
  const { account, asked } = cloudflare;
  addNamespace(account, "clawdbot-edge-staging-cache");
  addDatabase(account, "clawdbot-edge-staging");
  const { code, said } = await deploy("--env", "staging");
  expect([code, said]).toEqual([
    0,
    expect.stringContaining("https://clawdbot-edge-staging.acme.workers.dev/admin"),
  ]);
  expect(said).not.toContain("Multiple environments");
  expect(said).toContain("npx wrangler secret put ADMIN_TOKEN --env=staging");

  expect(account.namespaces).toHaveLength(1);
  expect(account.buckets).toEqual(["clawdbot-edge-staging"]);
  expect([...account.workers.keys()]).toEqual(["clawdbot-edge-staging"]);
  const worker = account.workers.get("clawdbot-edge-staging");
  expect(worker?.crons).toEqual([{ cron: "* * * * *" }]);
  const bound = worker?.bindings.map(({ name }) => name) ?? [];
  expect(bound).toEqual(
    expect.arrayContaining(["CACHE", "FILES", "DB", "SEARCH", "CONVERSATIONS", "ASSETS"]),
  );
  const tables = account.databases.map(({ name, sql }) => {
    const rows = sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return `${name}: ${rows.map((row) => row.name).join(" ")}`;
  });
  expect(tables).toEqual([
    expect.stringMatching(/^clawdbot-edge-staging: .*conversation_logs/),
    expect.stringMatching(/^clawdbot-edge-staging-search: .*log_terms/),
  ]);
  // The database that was there had its tables before the code came.
  const [first, uploaded] = [
    asked.findIndex((one) => one.endsWith("/query")),
    asked.indexOf("PUT /workers/scripts/clawdbot-edge-staging"),
  ];
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(uploaded);
}, 120_000);

it("secrets go to the Worker together", async () => {
  const wrangler = createWrangler({ root: process.cwd(), env: environment(), attended: false }, "staging");
  const { code } = await wrangler.capture(
    ["secret", "bulk"],
    JSON.stringify({ ADMIN_TOKEN: "a", API_KEYS: "b" }),
  );
  const worker = cloudflare.account.workers.get("clawdbot-edge-staging");
  expect([code, Object.fromEntries(worker?.secrets ?? [])]).toEqual([0, { ADMIN_TOKEN: "a", API_KEYS: "b" }]);
});
