// The steps of `npm run deploy`: their order, what stops them, and what is then said.
import { describe, expect, it } from "vitest";
import { addressOf } from "../../../scripts/deploy/health.ts";
import { deploy, guard } from "../../../scripts/deploy/main.ts";
import type { Options } from "../../../scripts/deploy/options.ts";
import { ADDRESS, failed, OPTIONS, openAttendedStage, openStage, type Stage, well } from "./played.ts";

const run = (stage: Stage, options: Partial<Options> = {}) =>
  guard(stage.tools.say, () => deploy({ ...OPTIONS, ...options }, stage.tools));

const MIGRATIONS = ["d1 migrations apply DB --remote", "d1 migrations apply SEARCH --remote"];

describe("the order of the steps", () => {
  it("on a fresh account: R2 is looked for, the code makes the databases, their tables follow", async () => {
    const stage = openStage();
    expect(await run(stage)).toBe(0);
    expect(stage.ran).toEqual([
      "whoami --json",
      "account 1",
      "secret list",
      "r2 bucket list",
      ...MIGRATIONS,
      "deploy",
      ...MIGRATIONS,
    ]);
    expect(stage.said()).toContain(`Deployed: ${ADDRESS}`);
    expect(stage.said()).toContain(`npm run doctor -- ${ADDRESS}`);
    expect(stage.said()).toMatch(/已部署[\s\S]*健康检查正常[\s\S]*控制台/);
  });

  it("later: new tables come before the code that needs them", async () => {
    const stage = openStage();
    stage.account = { worker: true, databases: true, secrets: ["ADMIN_TOKEN"] };
    expect(await run(stage, { more: ["--message", "new"] })).toBe(0);
    expect(stage.ran).toEqual([
      "whoami --json",
      "account 1",
      "secret list",
      ...MIGRATIONS,
      "deploy --message new",
    ]);
  });

  it("behind an interruption: what is there is brought up to date first, and only the rest afterwards", async () => {
    const stage = openStage();
    stage.replies.set(MIGRATIONS[0] ?? "", well());
    expect(await run(stage)).toBe(0);
    expect(stage.ran.slice(4, 8)).toEqual([...MIGRATIONS, "deploy", MIGRATIONS[1]]);
  });

  it("a KV namespace that an interrupted deployment left behind is used, not made again", async () => {
    const stage = openStage();
    stage.uploads = [failed("a namespace with this account ID and title already exists [code: 10014]")];
    const listed = [
      { id: "9", title: "another-cache" },
      { id: "7", title: "clawdbot-edge-cache" },
    ];
    stage.replies.set("kv namespace list", well(JSON.stringify(listed)));
    expect(await run(stage)).toBe(0);
    expect(stage.ran).toContain("deploy CACHE=7");
  });
});

describe("what stops a deployment is told with the way on", () => {
  /** What ran last, and what was said of it in both languages. */
  async function halted(stage: Stage, said: RegExp, chinese: RegExp) {
    expect(await run(stage)).toBe(1);
    expect(stage.said()).toMatch(said);
    expect(stage.said()).toMatch(chinese);
    return stage.ran.at(-1);
  }

  it("nobody is logged in", async () => {
    const stage = openStage();
    stage.replies.set("whoami --json", { ...failed(""), stdout: '{"loggedIn":false}' });
    expect(await halted(stage, /npx wrangler login[\s\S]*D1 → Edit/, /还没有登录/)).toBe("whoami --json");
  });

  it("several accounts, and nobody to choose", async () => {
    const accounts = ["1", "2"].map((id) => ({ id, name: `Team ${id}` }));
    const whoami = well(JSON.stringify({ loggedIn: true, accounts }));
    const stage = openStage();
    stage.replies.set("whoami --json", whoami);
    await halted(stage, /2 {2}Team 2 \(2\)[\s\S]*Set CLOUDFLARE_ACCOUNT_ID/, /多个账号/);

    const named = openStage({ env: { CLOUDFLARE_ACCOUNT_ID: "2" } });
    named.replies.set("whoami --json", whoami);
    expect([await run(named), named.ran]).toEqual([0, expect.not.arrayContaining(["account 2"])]);

    const attended = openAttendedStage(["2", "", ""]);
    attended.account = { worker: true, databases: true, secrets: ["ADMIN_TOKEN"] };
    attended.replies.set("whoami --json", whoami);
    expect([await run(attended), attended.ran[1]]).toEqual([0, "account 2"]);
  });

  it("R2 is not switched on: before anything is made, or at the upload", async () => {
    const fault = failed(
      "POST /r2/buckets failed. Please enable R2 through the Cloudflare Dashboard. [code: 10042]",
    );
    const before = openStage();
    before.replies.set("r2 bucket list", fault);
    expect(await halted(before, /R2 is not switched on[\s\S]*payment method/, /没有开通 R2/)).toBe(
      "r2 bucket list",
    );
    const during = openStage();
    during.uploads = [fault];
    expect(await halted(during, /R2 is not switched on/, /没有开通 R2/)).toBe("deploy");
  });

  it("a migration fails: the code is not touched", async () => {
    const stage = openStage();
    stage.account = { worker: true, databases: true, secrets: [] };
    stage.replies.set(MIGRATIONS[1] ?? "", failed("near “TABEL”: syntax error at offset 7 [code: 7500]"));
    expect(await halted(stage, /TABEL[\s\S]*still the earlier one/, /线上仍是之前的代码/)).toBe(
      MIGRATIONS[1],
    );
  });

  it.each([
    ["You need to register a workers.dev subdomain before publishing", /no workers\.dev name/, /子域名/],
    ["Authentication error [code: 10000]", /Workers Scripts[\s\S]*D1 \(Edit\)/, /没有这项权限/],
    ["Unable to resolve Cloudflare's API hostname (api.cloudflare.com)", /could not be reached/, /连不上/],
    ["You have exceeded the limit of Cron Triggers", /no cron trigger left/, /Cron 触发器/],
    ["something nobody has seen before", /The upload: wrangler failed[\s\S]*again/, /上传：wrangler 失败/],
  ])("the upload fails with “%s”", async (stderr, said, chinese) => {
    const stage = openStage();
    stage.uploads = [failed(stderr)];
    expect(await halted(stage, said, chinese)).toBe("deploy");
  });

  it("a token that may not say whose it is may still deploy; a network that is not there may not", async () => {
    const stage = openStage({ env: { CLOUDFLARE_API_TOKEN: "token" } });
    stage.replies.set("whoami --json", failed("Authentication error [code: 10000]"));
    expect(await run(stage)).toBe(0);
    stage.replies.set("whoami --json", failed("fetch failed"));
    expect(await run(stage)).toBe(1);
  });

  it("Ctrl-C at a question ends it with 130 and says that it goes on", async () => {
    const stage = openAttendedStage([]);
    const { Interrupted } = await import("../../../scripts/deploy/terminal.ts");
    const interrupt = async () => {
      throw new Interrupted();
    };
    stage.tools.terminal = { ask: interrupt, askHidden: interrupt };
    expect(await run(stage)).toBe(130);
    expect(stage.said()).toContain("goes on from here");
  });
});

describe("the health of what was deployed", () => {
  it("down is a failure that names its problems", async () => {
    const stage = openStage();
    stage.health = { status: "down", problems: [{ setting: "ADMIN_TOKEN", message: "is too short" }] };
    expect([await run(stage), stage.said()]).toEqual([
      1,
      expect.stringContaining("ADMIN_TOKEN is too short"),
    ]);
  });

  it("degraded is told, and an address that does not answer yet is no failure", async () => {
    const degraded = openStage();
    degraded.health = { status: "degraded", checks: { model: { status: "error" }, cache: { status: "ok" } } };
    expect([await run(degraded), degraded.said()]).toEqual([0, expect.stringContaining("degraded: model.")]);
    const silent = openStage();
    silent.health = null;
    expect([await run(silent, { wait: 60 }), silent.said()]).toEqual([
      0,
      expect.stringContaining("does not answer yet"),
    ]);
  });

  it.each([
    [
      ["https://clawdbot-edge.acme.workers.dev", "chat.example.com (custom domain)"],
      "https://chat.example.com",
    ],
    [["https://clawdbot-edge.acme.workers.dev", "schedule: * * * * *"], ADDRESS],
    [["chat.example.com/* (zone name: example.com)"], "https://chat.example.com"],
    [["schedule: * * * * *"], null],
  ])("is asked at the right one of %j", (targets, address) => {
    expect(addressOf(targets)).toBe(address);
  });
});
