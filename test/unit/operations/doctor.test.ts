// The doctor on right configurations: it passes, says so plainly, and gives nothing away.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallError } from "../../../src/channels/channel.ts";
import type { Check } from "../../../src/operations/doctor/report.ts";
import {
  complaints,
  DINGTALK,
  type Env,
  examine,
  FEISHU,
  find,
  NOW,
  OTHERS,
  RIGHT,
  refused,
  type World,
} from "./subject.ts";

const LARK = { ...FEISHU, FEISHU_API_BASE: "https://open.larksuite.com" };
const WITHOUT_CHANNELS = Object.fromEntries(
  Object.entries(OTHERS).filter(([name]) => !/^(FEISHU|DINGTALK)_/.test(name)),
);

describe("a right configuration", () => {
  it.each<[string, Env]>([
    ["of Feishu", { ...WITHOUT_CHANNELS, ...FEISHU }],
    ["of Lark", { ...WITHOUT_CHANNELS, ...LARK }],
    ["of DingTalk", { ...WITHOUT_CHANNELS, ...DINGTALK }],
    [
      "of DingTalk without robot code and organisation",
      { ...WITHOUT_CHANNELS, DINGTALK_APP_KEY: "dingkey0", DINGTALK_APP_SECRET: "a-secret" },
    ],
    [
      "of DingTalk with a card",
      { ...WITHOUT_CHANNELS, ...DINGTALK, DINGTALK_CARD_TEMPLATE_ID: "8aebdfb9.schema" },
    ],
    ["of group bots alone", OTHERS],
    ["of everything", RIGHT],
  ])("%s passes without a complaint", async (_, env) => {
    const report = await examine(env);
    expect(complaints(report)).toEqual([]);
    expect(report.ok).toBe(true);
  });

  it("with a verification token alone passes too, but hears which key is the safe one", async () => {
    const report = await examine({ ...WITHOUT_CHANNELS, ...FEISHU, FEISHU_ENCRYPT_KEY: "" });
    expect(complaints(report)).toEqual(["warning feishu.encrypt_key"]);
    expect(report.ok).toBe(true);
    expect(find(report, "feishu.encrypt_key").fix?.en).toContain("FEISHU_ENCRYPT_KEY");
  });

  it("with an encrypt key alone passes: the challenge needs no token then", async () => {
    const report = await examine({ ...RIGHT, FEISHU_VERIFICATION_TOKEN: "" });
    expect(complaints(report)).toEqual([]);
  });

  it("has each of its deliveries tried: a genuine one taken, a forged one refused, the challenge answered", async () => {
    const { checks } = await examine(RIGHT);
    const tried = checks
      .filter(({ id }) => id.includes(".callback."))
      .map(({ id, status }) => `${id} ${status}`);
    expect(tried).toEqual([
      "feishu.callback.genuine ok",
      "feishu.callback.forged ok",
      "feishu.callback.challenge ok",
      "dingtalk.callback.genuine ok",
      "dingtalk.callback.forged ok",
    ]);
  });

  it("says when a platform delivered last", async () => {
    const { message } = find(await examine(RIGHT), "feishu.deliveries");
    expect(message).toEqual({
      en: "The last genuine one came 3 min ago.",
      zh: expect.stringContaining("3 分钟前"),
    });
  });
});

describe("nothing set", () => {
  it("is no error: channels and model are simply not there yet", async () => {
    const report = await examine({});
    expect(report.ok).toBe(true);
    expect(complaints(report)).toEqual(["warning admin_token", "warning model"]);
    for (const id of ["feishu.channel", "dingtalk.channel", "signed", "api_keys"])
      expect(find(report, id).status).toBe("skipped");
  });

  it("asks no platform and tries no delivery", async () => {
    const asked: string[] = [];
    await examine(
      {},
      {
        wall: (path) => {
          asked.push(path);
          return null;
        },
      },
    );
    expect(asked).toEqual(["/health/live"]);
  });
});

it("a channel that is switched off on purpose is left alone, whatever its settings", async () => {
  const report = await examine({ ...RIGHT, FEISHU_ENABLED: "false", FEISHU_APP_ID: "nonsense" });
  expect(complaints(report)).toEqual([]);
  expect(find(report, "feishu.channel").message.en).toContain("FEISHU_ENABLED");
});

describe("every line", () => {
  const worlds: Partial<World>[] = [
    {},
    { url: null },
    { url: "http://localhost:18789" },
    {
      feishu: { token: refused("10014"), identity: null },
      dingtalk: { token: refused("x"), identity: null },
    },
    {
      accounts: { feishu: { calls: [], arrived: null, refused: { at: NOW, reason: "FEISHU_ENCRYPT_KEY" } } },
    },
    { accounts: { feishu: null, dingtalk: null } },
    { wall: () => Response.redirect("https://login.example.com") },
  ];

  it("stands once, is written in both languages, and a complaint says what to do", async () => {
    for (const world of worlds) {
      const { checks } = await examine(RIGHT, world);
      expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
      for (const check of checks) expectSpoken(check);
    }
  });

  function expectSpoken({ status, title, message, fix }: Check): void {
    for (const said of [title, message, ...(fix === null ? [] : [fix])]) {
      expect(said.en).toMatch(/^[^\p{Script=Han}]+(\([^)]*\)[^\p{Script=Han}]*)*$/u);
      expect(said.zh).toMatch(/\p{Script=Han}|npm|npx/u);
      expect(`${said.en}${said.zh}`).not.toMatch(/[!！]|undefined|null|NaN|\[object/);
    }
    expect(fix === null).toBe(status === "ok" || status === "skipped");
  }
});

describe("no secret", () => {
  const secretNames = [...Object.keys(FEISHU), ...Object.keys(DINGTALK), ...Object.keys(OTHERS)].filter(
    (name) => !/STRICT|MONTHLY|ENABLED/.test(name),
  );
  /** Long enough that no sentence holds one by chance, and not in the form of any. */
  const value = fc.stringMatching(/^[ "']?[0-9A-Za-z+/=_-]{24,40}[ "']?$/);
  const url = (host: string) => value.map((word) => `https://${host}/${encodeURIComponent(word.trim())}`);

  /** Platforms that repeat what they know of us. */
  function gossip(settings: Env, failure: CallError["kind"], pick: number): Partial<World> {
    const known = (prefix: string) => {
      // The API never hears of the custom bots.
      const values = Object.keys(settings).filter((name) => name.startsWith(prefix) && !/WEBHOOK/.test(name));
      return settings[values[pick % Math.max(values.length, 1)] ?? ""] ?? "nothing";
    };
    const reason = `no: ${settings.FEISHU_APP_SECRET}`;
    return {
      feishu: { token: { ok: true, value: null }, identity: refused(known("FEISHU_"), failure) },
      dingtalk: { token: refused(known("DINGTALK_"), failure), identity: null },
      accounts: { feishu: { calls: [], arrived: null, refused: { at: NOW, reason } } },
      wall: () => new Response(`<html>${known("FEISHU_")}`, { status: 500 }),
    };
  }

  it("shows in a report, whatever is set and whatever the platforms say", async () => {
    const env = fc.record(
      Object.fromEntries(
        secretNames.map((name) => [name, /URL|ENDPOINT/.test(name) ? url("open.feishu.cn") : value]),
      ),
      { requiredKeys: [] },
    );
    const kind = fc.constantFrom("refused" as const, "busy" as const, "unreachable" as const);
    await fc.assert(
      fc.asyncProperty(env, kind, fc.nat(), async (some, failure, pick) => {
        const settings: Env = JSON.parse(JSON.stringify(some));
        const said = JSON.stringify(await examine(settings, gossip(settings, failure, pick)));
        for (const secret of Object.values(settings).flatMap((each) => [each, each.trim()]))
          expect(said).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 60 },
    );
  });
});
