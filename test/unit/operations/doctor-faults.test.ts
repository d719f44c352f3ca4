// The doctor on wrong configurations: each fault is named, and with it the one setting or the page of the console to change.
import { describe, expect, it } from "vitest";
import {
  CONTENT,
  complaints,
  DINGTALK,
  type Env,
  examine,
  FEISHU,
  find,
  NOW,
  RIGHT,
  refused,
  URL_OF_OURS,
  type World,
} from "./subject.ts";

/** Right but for `env`; `says` is in the fix, and so in both languages. */
interface Wrong {
  name: string;
  env: Env;
  complains: string;
  about: RegExp;
  says: string;
}

const SETTINGS: Wrong[] = [
  {
    name: "a number that is none",
    env: { MODEL_TIMEOUT_SECONDS: "soon" },
    complains: "error settings.MODEL_TIMEOUT_SECONDS",
    about: /whole number of seconds/,
    says: "MODEL_TIMEOUT_SECONDS",
  },
  {
    name: "an app id without its secret",
    env: { FEISHU_APP_SECRET: "" },
    complains: "error feishu.channel",
    about: /FEISHU_APP_ID.* without FEISHU_APP_SECRET/,
    says: "FEISHU_APP_SECRET",
  },
  {
    name: "an app id under a wrong name",
    env: { FEISHU_APP_ID: "", FEISHU_APP_SECRET: "", FEISHU_APPID: "cli_a0123456789abcde" },
    complains: "error feishu.channel",
    about: /FEISHU_APPID/,
    says: "FEISHU_APP_ID",
  },
  {
    name: "neither encrypt key nor token",
    env: { FEISHU_ENCRYPT_KEY: "", FEISHU_VERIFICATION_TOKEN: "" },
    complains: "error feishu.channel",
    about: /Neither an Encrypt Key nor a Verification Token/,
    says: "FEISHU_ENCRYPT_KEY",
  },
  {
    name: "a verification token alone",
    env: { FEISHU_ENCRYPT_KEY: "" },
    complains: "warning feishu.encrypt_key",
    about: /unsigned/,
    says: "FEISHU_ENCRYPT_KEY",
  },
  {
    name: "an app id of another form",
    env: { FEISHU_APP_ID: "a0123456789abcde" },
    complains: "warning feishu.app_id",
    about: /does not look like/,
    says: "凭证与基础信息",
  },
  {
    name: "Feishu's id and secret exchanged",
    env: { FEISHU_APP_ID: `${FEISHU.FEISHU_APP_SECRET}`, FEISHU_APP_SECRET: `${FEISHU.FEISHU_APP_ID}` },
    complains: "error feishu.app_id",
    about: /swapped/,
    says: "FEISHU_APP_SECRET",
  },
  {
    name: "the app's secret as the encrypt key",
    env: { FEISHU_ENCRYPT_KEY: `${FEISHU.FEISHU_APP_SECRET}` },
    complains: "error feishu.values",
    about: /FEISHU_APP_SECRET and FEISHU_ENCRYPT_KEY hold the same value/,
    says: "FEISHU_ENCRYPT_KEY",
  },
  {
    name: "the encrypt key as the verification token",
    env: { FEISHU_VERIFICATION_TOKEN: `${FEISHU.FEISHU_ENCRYPT_KEY}` },
    complains: "error feishu.values",
    about: /same value/,
    says: "FEISHU_VERIFICATION_TOKEN",
  },
  {
    name: "a line break behind a secret",
    env: { FEISHU_APP_SECRET: `${FEISHU.FEISHU_APP_SECRET}\n` },
    complains: "error feishu.values",
    about: /FEISHU_APP_SECRET begins or ends with a blank/,
    says: "FEISHU_APP_SECRET",
  },
  {
    name: "quotation marks around a secret",
    env: { FEISHU_ENCRYPT_KEY: `"${FEISHU.FEISHU_ENCRYPT_KEY}"` },
    complains: "error feishu.values",
    about: /quotation mark/,
    says: "FEISHU_ENCRYPT_KEY",
  },
  {
    name: "a placeholder",
    env: { FEISHU_VERIFICATION_TOKEN: "your-verification-token" },
    complains: "error feishu.values",
    about: /placeholder/,
    says: "FEISHU_VERIFICATION_TOKEN",
  },
  {
    name: "an API address with a path",
    env: { FEISHU_API_BASE: "https://open.feishu.cn/open-apis" },
    complains: "error feishu.api_base",
    about: /path/,
    says: "https://open.feishu.cn",
  },
  {
    name: "the console's address as that of the API",
    env: { FEISHU_API_BASE: "https://www.larksuite.com" },
    complains: "error feishu.api_base",
    about: /neither Feishu's nor Lark's/,
    says: "https://open.larksuite.com",
  },
  {
    name: "an API address in clear",
    env: { FEISHU_API_BASE: "http://open.feishu.cn" },
    complains: "error feishu.api_base",
    about: /in clear/,
    says: "FEISHU_API_BASE",
  },
  {
    name: "an API address of nobody known",
    env: { FEISHU_API_BASE: "https://proxy.example.com" },
    complains: "warning feishu.api_base",
    about: /neither/,
    says: "FEISHU_API_BASE",
  },
  {
    name: "a notice address of DingTalk for Feishu",
    env: { FEISHU_WEBHOOK_URL: `${RIGHT.DINGTALK_WEBHOOK_URL}` },
    complains: "error feishu.group_bot",
    about: /belongs to another platform/,
    says: "FEISHU_WEBHOOK_URL",
  },
  {
    name: "a notice address of WeCom for DingTalk",
    env: { DINGTALK_WEBHOOK_URL: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0" },
    complains: "error dingtalk.group_bot",
    about: /belongs to another platform/,
    says: "DINGTALK_WEBHOOK_URL",
  },
  {
    name: "a notice address without its key",
    env: { DINGTALK_WEBHOOK_URL: "https://oapi.dingtalk.com/robot/send" },
    complains: "error dingtalk.group_bot",
    about: /not the address of a custom bot/,
    says: "access_token",
  },
  {
    name: "a notice address with a signature in it",
    env: { DINGTALK_WEBHOOK_URL: `${RIGHT.DINGTALK_WEBHOOK_URL}&timestamp=1&sign=2` },
    complains: "error dingtalk.group_bot",
    about: /signature/,
    says: "DINGTALK_WEBHOOK_URL",
  },
  {
    name: "a notice address in clear",
    env: { FEISHU_WEBHOOK_URL: `${RIGHT.FEISHU_WEBHOOK_URL?.replace("https", "http")}` },
    complains: "error feishu.group_bot",
    about: /in clear/,
    says: "FEISHU_WEBHOOK_URL",
  },
  {
    name: "a notice address of nobody known",
    env: { FEISHU_WEBHOOK_URL: "https://hooks.example.com/feishu" },
    complains: "warning feishu.group_bot",
    about: /no address of Feishu/,
    says: "FEISHU_WEBHOOK_URL",
  },
  {
    name: "a signing secret without its SEC",
    env: { DINGTALK_WEBHOOK_SECRET: "0f1e2d3c4b5a6978" },
    complains: "error dingtalk.group_bot",
    about: /does not begin with SEC/,
    says: "加签",
  },
  {
    name: "DingTalk's signing secret at Feishu",
    env: { FEISHU_WEBHOOK_SECRET: `${RIGHT.DINGTALK_WEBHOOK_SECRET}` },
    complains: "error feishu.group_bot",
    about: /secret of DingTalk/,
    says: "签名校验",
  },
  {
    name: "a blank behind a signing secret",
    env: { FEISHU_WEBHOOK_SECRET: `${RIGHT.FEISHU_WEBHOOK_SECRET} ` },
    complains: "error feishu.group_bot",
    about: /blank/,
    says: "FEISHU_WEBHOOK_SECRET",
  },
  {
    name: "no signing secret at all",
    env: { DINGTALK_WEBHOOK_SECRET: "" },
    complains: "warning dingtalk.group_bot",
    about: /is not set/,
    says: "加签",
  },
  {
    name: "a group robot's secret as the app's",
    env: { DINGTALK_APP_SECRET: `${RIGHT.DINGTALK_WEBHOOK_SECRET}` },
    complains: "error dingtalk.app_key",
    about: /begins with SEC/,
    says: "DINGTALK_WEBHOOK_SECRET",
  },
  {
    name: "DingTalk's key and secret exchanged",
    env: {
      DINGTALK_APP_KEY: `${DINGTALK.DINGTALK_APP_SECRET}`,
      DINGTALK_APP_SECRET: `${DINGTALK.DINGTALK_APP_KEY}`,
    },
    complains: "error dingtalk.app_key",
    about: /swapped/,
    says: "DINGTALK_APP_KEY",
  },
  {
    name: "an app key of another form",
    env: { DINGTALK_APP_KEY: "q0w1e2r3t4y5u6i7" },
    complains: "warning dingtalk.app_key",
    about: /does not begin with ding/,
    says: "DINGTALK_APP_KEY",
  },
  {
    name: "an app key without its secret",
    env: { DINGTALK_APP_SECRET: "" },
    complains: "error dingtalk.channel",
    about: /without DINGTALK_APP_SECRET/,
    says: "DINGTALK_APP_SECRET",
  },
  {
    name: "the app key as the organisation",
    env: { DINGTALK_CORP_ID: `${DINGTALK.DINGTALK_APP_KEY}` },
    complains: "error dingtalk.values",
    about: /same value/,
    says: "DINGTALK_CORP_ID",
  },
  {
    name: "an organisation of another form",
    env: { DINGTALK_CORP_ID: "9f50b15bccd16741" },
    complains: "warning dingtalk.app_key",
    about: /CorpId/,
    says: "DINGTALK_CORP_ID",
  },
  {
    name: "the agent id as the robot code",
    env: { DINGTALK_ROBOT_CODE: "2987654321" },
    complains: "error dingtalk.robot_code",
    about: /AgentId/,
    says: "DINGTALK_ROBOT_CODE",
  },
  {
    name: "a blank before the robot code",
    env: { DINGTALK_ROBOT_CODE: ` ${DINGTALK.DINGTALK_ROBOT_CODE}` },
    complains: "error dingtalk.robot_code",
    about: /blank/,
    says: "DINGTALK_ROBOT_CODE",
  },
  {
    name: "a template id cut short",
    env: { DINGTALK_CARD_TEMPLATE_ID: "8aebdfb9-28f4" },
    complains: "warning dingtalk.card",
    about: /\.schema/,
    says: "卡片平台",
  },
  {
    name: "DingTalk's two hosts exchanged",
    env: { DINGTALK_API_BASE: "https://oapi.dingtalk.com" },
    complains: "error dingtalk.api_base",
    about: /DINGTALK_API_BASE/,
    says: "https://api.dingtalk.com",
  },
  {
    name: "an OpenAPI host in clear",
    env: { DINGTALK_OAPI_BASE: "http://oapi.dingtalk.com" },
    complains: "error dingtalk.api_base",
    about: /in clear/,
    says: "DINGTALK_OAPI_BASE",
  },
  {
    name: "an OpenAPI host of nobody known",
    env: { DINGTALK_OAPI_BASE: "https://proxy.example.com" },
    complains: "warning dingtalk.api_base",
    about: /DINGTALK_OAPI_BASE/,
    says: "https://oapi.dingtalk.com",
  },
  {
    name: "a secret of signed webhooks that can be guessed",
    env: { SIGNED_WEBHOOK_SECRET: "letmein" },
    complains: "warning signed",
    about: /guessed/,
    says: "SIGNED_WEBHOOK_SECRET",
  },
  {
    name: "a blank behind the secret of signed webhooks",
    env: { SIGNED_WEBHOOK_SECRET: `${RIGHT.SIGNED_WEBHOOK_SECRET} ` },
    complains: "error signed",
    about: /blank/,
    says: "SIGNED_WEBHOOK_SECRET",
  },
  {
    name: "no admin token",
    env: { ADMIN_TOKEN: "" },
    complains: "warning admin_token",
    about: /closed/,
    says: "ADMIN_TOKEN",
  },
  {
    name: "no model",
    env: { MODEL_ENDPOINT: "", MODEL_API_KEY: "" },
    complains: "warning model",
    about: /documents answer/,
    says: "MODEL_ENDPOINT",
  },
];

describe("a wrong setting is named with what to change:", () => {
  it.each(SETTINGS)("$name", async ({ env, complains, about, says }) => {
    const report = await examine({ ...RIGHT, ...env });
    expectFault(report, complains, about, says);
  });

  it("each unreadable setting has a line of its own, in Chinese too", async () => {
    const report = await examine({ ...RIGHT, CACHE_TTL_SECONDS: "5", FEISHU_STREAMING: "maybe" });
    expect(complaints(report)).toEqual([
      "error settings.CACHE_TTL_SECONDS",
      "error settings.FEISHU_STREAMING",
    ]);
    expect(find(report, "settings.CACHE_TTL_SECONDS").message.zh).toContain("不小于 60");
    expect(find(report, "settings.FEISHU_STREAMING").message.zh).toContain("只能是 card 或 off");
  });
});

const LOST = { ok: false, error: refused("timeout", "unreachable").error } as const;

/** Right settings in a world that is wrong in one place. */
const WORLDS: (Omit<Wrong, "env"> & { world: Partial<World> })[] = [
  {
    name: "a model that does not answer",
    world: { modelAnswers: false },
    complains: "error model",
    about: /does not answer/,
    says: "MODEL_API_KEY",
  },
  {
    name: "Feishu refuses id and secret",
    world: { feishu: { token: refused("10014"), identity: null } },
    complains: "error feishu.token",
    about: /refuses id and secret \(10014\)/,
    says: "FEISHU_API_BASE=https://open.larksuite.com",
  },
  {
    name: "DingTalk refuses key and secret",
    world: { dingtalk: { token: refused("invalidClientIdOrSecret"), identity: null } },
    complains: "error dingtalk.token",
    about: /refuses id and secret/,
    says: "DINGTALK_APP_SECRET",
  },
  {
    name: "DingTalk takes the key for none of its own",
    world: { dingtalk: { token: refused("401", "busy"), identity: null } },
    complains: "error dingtalk.token",
    about: /refuses id and secret \(401\)/,
    says: "DINGTALK_APP_SECRET",
  },
  {
    name: "a permission that DingTalk wants",
    world: { dingtalk: { token: refused("Forbidden.AccessDenied.NoPermission"), identity: null } },
    complains: "error dingtalk.token",
    about: /permission/,
    says: "权限管理",
  },
  {
    name: "Feishu cannot be reached",
    world: { feishu: { token: LOST, identity: null } },
    complains: "error feishu.token",
    about: /does not answer \(timeout\)/,
    says: "FEISHU_API_BASE",
  },
  {
    name: "something else than Feishu's API answers",
    world: { feishu: { token: refused("404"), identity: null } },
    complains: "error feishu.token",
    about: /is not Feishu's API/,
    says: "FEISHU_API_BASE",
  },
  {
    name: "a platform that is busy",
    world: { dingtalk: { token: refused("429", "busy"), identity: null } },
    complains: "warning dingtalk.token",
    about: /later/,
    says: "",
  },
  {
    name: "a list of addresses in the console",
    world: { dingtalk: { token: refused("Forbidden.AccessDenied.IpNotInWhiteList"), identity: null } },
    complains: "error dingtalk.token",
    about: /shuts us out/,
    says: "服务器出口 IP",
  },
  {
    name: "a month's allowance that is used up",
    world: { feishu: { ...CONTENT, identity: refused("99991403") } },
    complains: "error feishu.bot",
    about: /allowance/,
    says: "FEISHU_MONTHLY_CALLS",
  },
  {
    name: "an app whose bot is not switched on",
    world: { feishu: { ...CONTENT, identity: refused("incomplete") } },
    complains: "error feishu.bot",
    about: /no active bot.*group messages cannot be answered/,
    says: "添加应用能力 → 机器人",
  },
  {
    name: "an app that lacks a permission",
    world: { feishu: { ...CONTENT, identity: refused("99991672") } },
    complains: "error feishu.bot",
    about: /permission/,
    says: "权限管理",
  },
  {
    name: "an identity that is refused for a reason unknown",
    world: { feishu: { ...CONTENT, identity: refused("4242") } },
    complains: "error feishu.bot",
    about: /cannot be read \(4242\)/,
    says: "版本管理与发布",
  },
  {
    name: "an allowance that is half used",
    world: { accounts: { feishu: accountWith(5_000) } },
    complains: "warning feishu.allowance",
    about: /50 %/,
    says: "FEISHU_MONTHLY_CALLS",
  },
  {
    name: "an allowance that is nearly used",
    world: { accounts: { dingtalk: accountWith(9_700) } },
    complains: "warning dingtalk.allowance",
    about: /97 %.*without streaming/,
    says: "DINGTALK_MONTHLY_CALLS",
  },
  {
    name: "a Feishu that never delivered",
    world: { accounts: { feishu: { calls: [], arrived: null, refused: null } } },
    complains: "warning feishu.deliveries",
    about: /No event ever came/,
    says: "事件与回调 → 事件配置",
  },
  {
    name: "a DingTalk that never delivered",
    world: { accounts: { dingtalk: { calls: [], arrived: null, refused: null } } },
    complains: "warning dingtalk.deliveries",
    about: /No message ever came/,
    says: "消息接收模式",
  },
  {
    name: "only refused deliveries, of another Encrypt Key",
    world: { accounts: { feishu: refusedOnly("The signature does not match: check FEISHU_ENCRYPT_KEY.") } },
    complains: "error feishu.deliveries",
    about: /Nothing genuine ever came.*refused just now/,
    says: "FEISHU_ENCRYPT_KEY",
  },
  {
    name: "a delivery refused after the last genuine one",
    world: {
      accounts: { feishu: { ...refusedOnly("The token is wrong."), arrived: { at: NOW - 90_000_000 } } },
    },
    complains: "warning feishu.deliveries",
    about: /last delivery was refused/,
    says: "加密策略",
  },
  {
    name: "a local address",
    world: { url: "http://localhost:18789" },
    complains: "warning address",
    about: /platforms cannot reach it/,
    says: "npm run deploy",
  },
  {
    name: "an address of a private network",
    world: { url: "https://192.168.1.20" },
    complains: "warning address",
    about: /local/,
    says: "cloudflared",
  },
  {
    name: "an address in clear",
    world: { url: "http://bot.example.com" },
    complains: "error address",
    about: /http/,
    says: "https",
  },
  {
    name: "an address of workers.dev",
    world: { url: "https://clawdbot-edge.someone.workers.dev" },
    complains: "warning address",
    about: /mainland China/,
    says: "Custom domain",
  },
  {
    name: "nobody at the address",
    world: { wall: () => new TypeError("getaddrinfo ENOTFOUND bot.example.com") },
    complains: "error address.reached",
    about: /Nobody answers/,
    says: "Domains & Routes",
  },
  {
    name: "a Worker that cannot reach itself",
    world: { inside: true, wall: () => new Response("error code: 1042", { status: 404 }) },
    complains: "warning address.reached",
    about: /does not reach itself/,
    says: "global_fetch_strictly_public",
  },
  {
    name: "a web page at the address",
    world: { wall: () => html(200) },
    complains: "error address.reached",
    about: /web page \(200\)/,
    says: "Domains & Routes",
  },
  {
    name: "another program at the address",
    world: { wall: () => Response.json({ hello: "world" }) },
    complains: "error address.reached",
    about: /Something else/,
    says: "",
  },
  {
    name: "an address that redirects",
    world: { wall: () => Response.redirect("https://www.bot.example.com", 301) },
    complains: "error address.reached",
    about: /redirects/,
    says: "/webhooks/*",
  },
  {
    name: "a slow address",
    world: { tookMs: 1_400 },
    complains: "warning address.reached",
    about: /1400 ms/,
    says: "",
  },
  {
    name: "a login in front of the callbacks",
    world: { wall: (path) => (path.endsWith("/feishu") ? html(403) : null) },
    complains: "error feishu.callback.genuine",
    about: /shuts \/webhooks\/feishu \(403\)/,
    says: "Access",
  },
  {
    name: "a redirect of the callbacks",
    world: { wall: (path) => (path.endsWith("/dingtalk") ? Response.redirect(URL_OF_OURS) : null) },
    complains: "error dingtalk.callback.genuine",
    about: /redirects/,
    says: "/webhooks/*",
  },
  {
    name: "a deployment with another Encrypt Key",
    world: { deployed: { ...RIGHT, FEISHU_ENCRYPT_KEY: "another-key" } },
    complains: "error feishu.callback.genuine",
    about: /other settings \(401\)/,
    says: "FEISHU_ENCRYPT_KEY",
  },
  {
    name: "a deployment with another AppSecret",
    world: { deployed: { ...RIGHT, DINGTALK_APP_SECRET: "another-secret" } },
    complains: "error dingtalk.callback.genuine",
    about: /other settings \(401\)/,
    says: "DINGTALK_APP_SECRET",
  },
  {
    name: "a deployment without the channel",
    world: { deployed: { ...RIGHT, FEISHU_APP_ID: "", FEISHU_APP_SECRET: "" } },
    complains: "error feishu.callback.genuine",
    about: /switched off \(404\)/,
    says: "FEISHU_APP_ID",
  },
  {
    name: "a deployment that is misconfigured",
    world: { wall: (path) => (path.startsWith("/webhooks") ? Response.json({}, { status: 503 }) : null) },
    complains: "error dingtalk.callback.genuine",
    about: /misconfigured/,
    says: "DINGTALK_APP_KEY",
  },
  {
    name: "a deployment that believes anything",
    world: { wall: (path) => (path.startsWith("/webhooks") ? Response.json({ msg: "success" }) : null) },
    complains: "error feishu.callback.forged",
    about: /checks no signature/,
    says: "npm run deploy",
  },
  {
    name: "a challenge that is answered wrongly",
    world: { wall: (path) => (path.startsWith("/webhooks") ? Response.json({ challenge: "x" }) : null) },
    complains: "error feishu.callback.challenge",
    about: /another answer/,
    says: "FEISHU_VERIFICATION_TOKEN",
  },
];

describe("a wrong world is named with what to change:", () => {
  it.each(WORLDS)("$name", async ({ world, complains, about, says }) => {
    expectFault(await examine(RIGHT, world), complains, about, says);
  });

  it("where nobody answers, deliveries are not tried and nothing else is blamed", async () => {
    const report = await examine(RIGHT, { wall: () => new Error("down") });
    expect(complaints(report)).toEqual(["error address.reached"]);
    expect(find(report, "feishu.callback.genuine").status).toBe("skipped");
  });

  it("behind a wall the first delivery names it, and the others are not tried", async () => {
    const report = await examine(RIGHT, { wall: (path) => (path.endsWith("/feishu") ? html(403) : null) });
    expect(complaints(report)).toEqual(["error feishu.callback.genuine"]);
    expect(find(report, "feishu.callback.challenge").status).toBe("skipped");
  });

  it("a slow answer is still one: all deliveries are tried", async () => {
    const report = await examine(RIGHT, { tookMs: 1_400 });
    expect(report.ok).toBe(true);
    expect(complaints(report)).toHaveLength(6);
  });

  it.each([
    ["The event is not encrypted although FEISHU_ENCRYPT_KEY is set.", "没有加密"],
    ["The event is encrypted: set FEISHU_ENCRYPT_KEY.", "没有设置 Encrypt Key"],
    ["The timestamp is more than eight hours off.", "时间戳"],
    ["The signature headers are missing or the event cannot be decrypted.", "无法解密"],
    ["The headers timestamp and sign are missing.", "缺少签名"],
    ["The signature does not match.", "签名缺失或不符"],
    ["The message is for another robot.", "别的应用"],
    ["The token does not match.", "Verification Token"],
    ["The event belongs to another app.", "别的应用"],
    ["The body is no JSON object.", "JSON"],
    ["Something new.", "Something new."],
  ])("“%s” is told in Chinese too", async (reason, says) => {
    const report = await examine(RIGHT, { accounts: { feishu: refusedOnly(reason) } });
    const { message } = find(report, "feishu.deliveries");
    expect(message).toEqual({ en: expect.stringContaining(reason), zh: expect.stringContaining(says) });
  });

  it("an account that cannot be asked is told as a platform that does not answer", async () => {
    const broken = { token: refused("account", "unreachable"), identity: null };
    const report = await examine(RIGHT, { feishu: broken });
    expect(find(report, "feishu.token").status).toBe("error");
    expect(find(report, "feishu.bot").status).toBe("skipped");
  });
});

function expectFault(
  report: Awaited<ReturnType<typeof examine>>,
  complains: string,
  about: RegExp,
  says: string,
): void {
  expect(complaints(report)).toContain(complains);
  const { message, fix } = find(report, complains.split(" ")[1] ?? "");
  expect(message.en).toMatch(about);
  expect([fix?.en, fix?.zh]).toEqual([expect.stringContaining(says), expect.stringContaining(says)]);
  expect(report.ok).toBe(!complaints(report).some((line) => line.startsWith("error")));
}

function html(status: number): Response {
  return new Response("<!doctype html><title>Sign in</title>", {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

function accountWith(calls: number) {
  const months = [
    { month: "2025-10", calls },
    { month: "2025-09", calls: 99_999 },
  ];
  return { calls: months, arrived: { at: NOW }, refused: null };
}

function refusedOnly(reason: string) {
  return { calls: [], arrived: null, refused: { at: NOW, reason } };
}
