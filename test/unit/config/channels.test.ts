// The platforms' settings: what switches a channel on, what it then lacks, and that no secret shows.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/config.ts";

const FEISHU = { FEISHU_APP_ID: "cli_a0123456789abcde", FEISHU_APP_SECRET: "feishu-secret" };
const DINGTALK = { DINGTALK_APP_KEY: "dingkey", DINGTALK_APP_SECRET: "ding-secret" };

const channelsOf = (env: object) => parseConfig(env).config.channels;
const problemsOf = (env: object) =>
  parseConfig(env).problems.map(({ setting, message }) => `${setting} ${message}`);

describe("nothing set", () => {
  it("switches every channel off and is no problem", () => {
    expect(channelsOf({})).toEqual({
      feishu: { status: "off" },
      dingtalk: { status: "off" },
      signed: { status: "off" },
      groupBots: { feishu: null, dingtalk: null },
    });
    expect(problemsOf({})).toEqual([]);
  });
});

describe("Feishu", () => {
  it("is on with id, secret and an encrypt key, and stands at the documented defaults", () => {
    expect(channelsOf({ ...FEISHU, FEISHU_ENCRYPT_KEY: "key" }).feishu).toEqual({
      status: "on",
      settings: {
        appId: "cli_a0123456789abcde",
        appSecret: "feishu-secret",
        encryptKey: "key",
        verificationToken: null,
        apiBase: "https://open.feishu.cn",
        streams: true,
        typing: true,
        groupSession: "chat",
        monthlyCalls: null,
      },
    });
  });

  it("is on with a verification token alone", () => {
    expect(channelsOf({ ...FEISHU, FEISHU_VERIFICATION_TOKEN: "token" }).feishu.status).toBe("on");
  });

  it("is misconfigured without either, says that the encrypt key is the safe one, and leaves everything else working", () => {
    const { config, problems } = parseConfig(FEISHU);
    expect(config.channels.feishu).toEqual({
      status: "misconfigured",
      message: expect.stringMatching(/FEISHU_ENCRYPT_KEY \(the safe one/),
    });
    expect(problems).toEqual([]);
  });

  it("is off when it is switched off, whatever else is set", () => {
    const env = { ...FEISHU, FEISHU_ENCRYPT_KEY: "key", FEISHU_ENABLED: "false" };
    expect(channelsOf(env).feishu).toEqual({ status: "off" });
  });

  it("names what is missing of a pair, and what is missing when it is switched on without credentials", () => {
    expect(problemsOf({ FEISHU_APP_ID: "cli_1" })).toEqual([
      "FEISHU_APP_SECRET must be set together with FEISHU_APP_ID",
    ]);
    expect(problemsOf({ FEISHU_ENABLED: "true" })).toEqual([
      "FEISHU_APP_ID must be set when FEISHU_ENABLED is true",
    ]);
  });

  it("takes ids and secrets as they are, spaces and Chinese included", () => {
    const env = { FEISHU_APP_ID: " id ", FEISHU_APP_SECRET: "密 钥", FEISHU_ENCRYPT_KEY: " 🔑\n" };
    expect(channelsOf(env).feishu).toMatchObject({
      settings: { appId: " id ", appSecret: "密 钥", encryptKey: " 🔑\n" },
    });
  });

  it("reads Lark's host, the switches and the allowance", () => {
    const env = {
      ...FEISHU,
      FEISHU_ENCRYPT_KEY: "key",
      FEISHU_API_BASE: "https://open.larksuite.com/",
      FEISHU_STREAMING: "off",
      FEISHU_TYPING: "off",
      FEISHU_MONTHLY_CALLS: "10000",
      GROUP_SESSION: "user",
    };
    expect(channelsOf(env).feishu).toMatchObject({
      settings: {
        apiBase: "https://open.larksuite.com",
        streams: false,
        typing: false,
        monthlyCalls: 10_000,
        groupSession: "user",
      },
    });
  });
});

describe("DingTalk", () => {
  it("is on with key and secret; the robot's code is the key unless it is set", () => {
    expect(channelsOf(DINGTALK).dingtalk).toEqual({
      status: "on",
      settings: {
        appKey: "dingkey",
        appSecret: "ding-secret",
        robotCode: "dingkey",
        corpId: null,
        cardTemplateId: null,
        cardContentKey: "content",
        apiBase: "https://api.dingtalk.com",
        oapiBase: "https://oapi.dingtalk.com",
        typing: false,
        groupSession: "chat",
        monthlyCalls: null,
      },
    });
    expect(channelsOf({ ...DINGTALK, DINGTALK_ROBOT_CODE: "robot" }).dingtalk).toMatchObject({
      settings: { robotCode: "robot" },
    });
  });

  it("knows the variable of the vendor's public card template, and takes any other name", () => {
    const template = { DINGTALK_CARD_TEMPLATE_ID: "02fcf2f4-5e02-4a85-b672-46d1f715543e.schema" };
    const keyOf = (env: object) => {
      const { dingtalk } = channelsOf({ ...DINGTALK, ...env });
      return dingtalk.status === "on" ? dingtalk.settings.cardContentKey : null;
    };
    expect(keyOf(template)).toBe("msgContent");
    expect(keyOf({ DINGTALK_CARD_TEMPLATE_ID: "mine.schema" })).toBe("content");
    expect(keyOf({ ...template, DINGTALK_CARD_CONTENT_KEY: "text" })).toBe("text");
  });

  it("names what is missing", () => {
    expect(problemsOf({ DINGTALK_APP_SECRET: "s" })).toEqual([
      "DINGTALK_APP_KEY must be set together with DINGTALK_APP_SECRET",
    ]);
    expect(problemsOf({ DINGTALK_ENABLED: "true" })).toEqual([
      "DINGTALK_APP_KEY must be set when DINGTALK_ENABLED is true",
    ]);
  });
});

describe("signed deliveries and custom bots", () => {
  it("are on with their secret and address", () => {
    const env = {
      SIGNED_WEBHOOK_SECRET: "s3cret",
      SIGNED_WEBHOOK_STRICT: "true",
      FEISHU_WEBHOOK_URL: "https://open.feishu.cn/open-apis/bot/v2/hook/abc",
      DINGTALK_WEBHOOK_URL: "https://oapi.dingtalk.com/robot/send?access_token=abc",
      DINGTALK_WEBHOOK_SECRET: "SEC1",
    };
    expect(channelsOf(env)).toMatchObject({
      signed: { status: "on", settings: { secret: "s3cret", strict: true } },
      groupBots: {
        feishu: { url: env.FEISHU_WEBHOOK_URL, secret: null },
        dingtalk: { url: env.DINGTALK_WEBHOOK_URL, secret: "SEC1" },
      },
    });
  });

  it("a secret without an address is half of a pair", () => {
    expect(problemsOf({ FEISHU_WEBHOOK_SECRET: "s" })).toEqual([
      "FEISHU_WEBHOOK_URL must be set together with FEISHU_WEBHOOK_SECRET",
    ]);
  });
});

describe("values that cannot be read", () => {
  it.each([
    ["FEISHU_ENABLED", "yes"],
    ["DINGTALK_ENABLED", "on"],
    ["FEISHU_STREAMING", "true"],
    ["FEISHU_API_BASE", "open.feishu.cn"],
    ["DINGTALK_API_BASE", "ftp://api.dingtalk.com"],
    ["DINGTALK_OAPI_BASE", "https://user:pass@oapi.dingtalk.com"],
    ["FEISHU_MONTHLY_CALLS", "many"],
    ["DINGTALK_MONTHLY_CALLS", "0"],
    ["GROUP_SESSION", "everyone"],
    ["SIGNED_WEBHOOK_STRICT", "maybe"],
    ["FEISHU_WEBHOOK_URL", "hook"],
  ])("%s is named once, and its value is not", (setting, value) => {
    const { problems } = parseConfig({ [setting]: value });
    expect(problems.map((problem) => problem.setting)).toEqual([setting]);
    expect(problems[0]?.message).not.toContain(`${value} `);
  });

  it("no value of a secret ever shows in a problem", () => {
    const secret = fc.string({ minLength: 8 }).filter((text) => text.trim().length >= 8);
    const names = [
      "FEISHU_APP_SECRET",
      "DINGTALK_APP_SECRET",
      "FEISHU_WEBHOOK_SECRET",
      "DINGTALK_WEBHOOK_SECRET",
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...names), (value, name) => {
        expect(JSON.stringify(parseConfig({ [name]: value }).problems)).not.toContain(
          JSON.stringify(value).slice(1, -1),
        );
      }),
    );
  });
});
