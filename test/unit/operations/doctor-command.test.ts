// `npm run doctor` from its arguments to its lines and its exit code.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { examine } from "../../../scripts/doctor/main.ts";
import { type Options, readOptions } from "../../../scripts/doctor/options.ts";
import { readVars } from "../../../scripts/doctor/settings-file.ts";
import { line, type Outside, ok, openOutside, settingsFile, TOKEN } from "./outside.ts";
import { DINGTALK, FEISHU, URL_OF_OURS } from "./subject.ts";

let outside: Outside;
let printed: string[];

beforeEach(async () => {
  outside = await openOutside();
  printed = [];
  vi.stubEnv("ADMIN_TOKEN", "");
  for (const method of ["log", "error"] as const)
    vi.spyOn(console, method).mockImplementation((text) => void printed.push(String(text)));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await outside.close();
});

/** In English, and with no settings but those given. */
async function run(args: string[], settings: Record<string, string> = {}) {
  const code = await examine([...args, "--language", "en", "--env-file", settingsFile(settings)]);
  return { code, said: printed.join("\n") };
}

describe("a deployment", () => {
  it("that is well ends with 0, and every check is a line", async () => {
    const { code, said } = await run([outside.url, "--token", TOKEN]);
    expect(code).toBe(0);
    expect(said).toContain("✓ Reachable: The Worker answers.");
    expect(said).toContain("✓ Health: ok");
    expect(said).toContain("✓ Feishu access token: Feishu access token is ok.");
    expect(said).toContain("0 errors, 1 warning.");
  });

  it("whose check is an error ends with 1, and says what to do", async () => {
    const wrong = line("error", "feishu.bot", "Feishu bot identity", "Publish a version.");
    outside.replies.set("/api/admin/doctor", ok({ ok: false, checks: [wrong] }));
    const { code, said } = await run([outside.url, "--token", TOKEN]);
    expect(code).toBe(1);
    expect(said).toMatch(/✗ Feishu bot identity: .*\n {4}→ Publish a version\./);
    expect(said).toContain("1 error, 1 warning. Settings are changed in .dev.vars");
  });

  it("is asked in the reader's language, with the token of the command line, the environment or the file", async () => {
    await examine([outside.url, "--token", TOKEN, "--language", "zh_CN.UTF-8"]);
    await run([outside.url], { ADMIN_TOKEN: "token-of-the-file" });
    const reports = outside.asked.filter(({ path }) => path.startsWith("/api/admin/doctor"));
    expect(reports).toEqual([
      { path: "/api/admin/doctor?language=zh", authorization: `Bearer ${TOKEN}` },
      { path: "/api/admin/doctor?language=en", authorization: "Bearer token-of-the-file" },
    ]);
    expect(printed.join("\n")).toContain("能否访问：服务有响应。");
  });

  it("that was looked at from outside is not shown a second time from inside", async () => {
    const checks = [
      line("ok", "address", "Address", null),
      line("ok", "address.reached", "Reachable", null),
      line("ok", "signed", "Signed", null),
    ];
    outside.replies.set("/api/admin/doctor", ok({ ok: true, checks }));
    const { said } = await run([outside.url, "--token", TOKEN]);
    expect(said.match(/Reachable/g)).toHaveLength(1);
    expect(said).toContain("Signed");
  });

  it("that cannot reach itself says so although it was reached from outside", async () => {
    const blind = line("warning", "address.reached", "Reachable", "Add a flag.");
    outside.replies.set("/api/admin/doctor", ok({ ok: true, checks: [blind] }));
    const { code, said } = await run([outside.url, "--token", TOKEN]);
    expect([code, said.match(/Reachable/g)?.length]).toEqual([0, 3]);
    expect(said).toContain("Add a flag.");
  });

  it.each([
    ["without a token", [], 200, {}, /Not asked without an admin token/],
    ["with a wrong token", ["--token", "x"], 401, { error: { code: "invalid_api_key" } }, /token is wrong/],
    ["without ADMIN_TOKEN", ["--token", "x"], 503, { error: { code: "not_configured" } }, /no ADMIN_TOKEN/],
    [
      "behind ALLOWED_CIDRS",
      ["--token", "x"],
      403,
      { error: { code: "network_not_allowed" } },
      /ALLOWED_CIDRS/,
    ],
    ["of an earlier version", ["--token", "x"], 404, { error: { code: "not_found" } }, /earlier version/],
    ["that fails", ["--token", "x"], 500, { error: { code: "internal_error" } }, /no report \(500\)/],
  ])("%s ends with 1 and says why", async (_, args, status, body, says) => {
    outside.replies.set("/api/admin/doctor", { status, body });
    const { code, said } = await run([outside.url, ...args]);
    expect([code, said]).toEqual([1, expect.stringMatching(says)]);
  });

  it("that is misconfigured names each setting, which its health tells", async () => {
    const problems = [{ setting: "CACHE_TTL_SECONDS", message: "must be a whole number of seconds" }];
    outside.replies.set("/health", { status: 503, body: { status: "down", problems } });
    outside.replies.set("/api/admin/doctor", { status: 503, body: { error: { code: "misconfigured" } } });
    const { code, said } = await run([outside.url, "--token", TOKEN]);
    expect(code).toBe(1);
    expect(said).toContain("✗ Setting CACHE_TTL_SECONDS: CACHE_TTL_SECONDS must be a whole number");
    expect(said).toContain("mended first");
  });

  it.each([
    ["degraded", 0, "! Health: degraded: storage"],
    ["down", 1, "✗ Health: down: storage"],
  ])("that is %s names what fails", async (status, expected, says) => {
    const checks = { database: { status: "ok" }, storage: { status: "error" } };
    outside.replies.set("/health", ok({ status, checks }));
    const { code, said } = await run([outside.url, "--token", TOKEN]);
    expect([code, said]).toEqual([expected, expect.stringContaining(says)]);
  });

  it("whose health tells nothing is in doubt", async () => {
    outside.replies.set("/health", { status: 500, body: {} });
    const { code, said } = await run([outside.url, "--token", TOKEN]);
    expect([code, said]).toEqual([1, expect.stringContaining("✗ Health: /health gives no report.")]);
  });

  it("that is only a web page, or a redirect, gets no token", async () => {
    for (const reply of [
      { status: 200, body: "<!doctype html>" },
      { status: 302, body: {}, headers: { location: `${outside.url}/elsewhere` } },
    ]) {
      outside.replies.set("/health/live", reply);
      expect((await run([outside.url, "--token", TOKEN])).code).toBe(1);
    }
    expect(outside.asked.map(({ path, authorization }) => [path, authorization])).toEqual([
      ["/health/live", null],
      ["/health/live", null],
    ]);
  });

  it("that does not answer ends with 1", async () => {
    await outside.close();
    const { code, said } = await run([outside.url, "--token", TOKEN]);
    expect([code, said]).toEqual([1, expect.stringContaining("Nobody answers")]);
  });
});

describe("the settings of a file", () => {
  function bothChannels(): Record<string, string> {
    const bases = {
      FEISHU_API_BASE: outside.url,
      DINGTALK_API_BASE: outside.url,
      DINGTALK_OAPI_BASE: outside.url,
    };
    return { ...FEISHU, ...DINGTALK, ...bases, ADMIN_TOKEN: TOKEN };
  }

  it("that are right end with 0; the platforms were asked, and nothing of theirs is printed", async () => {
    const { code, said } = await run(["--port", "1"], bothChannels());
    expect(said).toContain("✓ Feishu access token");
    expect(said).toContain("✓ Feishu bot identity");
    expect(said).toContain("✓ DingTalk access token");
    expect(code).toBe(0);
    for (const secret of [...Object.values(FEISHU), ...Object.values(DINGTALK), TOKEN, "t-1", "d-1"])
      expect(said).not.toContain(secret);
  });

  it("that the platform refuses end with 1 and name id and secret", async () => {
    outside.replies.set("/v1.0/oauth2/accessToken", {
      status: 400,
      body: { code: "invalidClientIdOrSecret", message: "no" },
    });
    const { code, said } = await run(["--port", "1"], bothChannels());
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/DingTalk access token: .*\n.*DINGTALK_APP_SECRET/),
    ]);
  });

  it("have no deliveries tried while nobody serves them, and are told npm start", async () => {
    const { said } = await run(["--port", "1"], bothChannels());
    expect(said).toMatch(/– Address: .*npm start/);
  });

  it("have their deliveries tried where somebody serves", async () => {
    outside.replies.set("/webhooks/feishu", { status: 401, body: { error: { code: "bad_signature" } } });
    const { code, said } = await run(["--port", String(outside.port)], bothChannels());
    expect(outside.asked.filter(({ path }) => path === "/webhooks/feishu")).toHaveLength(3);
    expect(said).toContain("✓ Feishu forged delivery");
    expect([code, said]).toEqual([1, expect.stringMatching(/✗ Feishu genuine delivery: .*other settings/)]);
  });

  it("ask whether the model answers", async () => {
    const model = { MODEL_ENDPOINT: `${outside.url}/v1`, MODEL_API_KEY: "sk" };
    outside.replies.set("/v1/models", { status: 401, body: {} });
    const { said } = await run(["--port", "1"], model);
    expect(said).toContain("✗ Model: The model does not answer");
  });

  it("that are not there end with 1", async () => {
    expect(await examine(["--env-file", "/nowhere/settings.env", "--language", "en"])).toBe(1);
    expect(printed.join("\n")).toContain("/nowhere/settings.env is not there.");
  });
});

describe("arguments", () => {
  const read = (args: string[], env: NodeJS.ProcessEnv = {}) => readOptions(args, env);

  it("may leave the scheme away, and a path is dropped", () => {
    const urlOf = (address: string) => (read([address]) as Options).url;
    expect(["bot.example.com", `${URL_OF_OURS}/`, `${URL_OF_OURS}/health?x=1`].map(urlOf)).toEqual([
      URL_OF_OURS,
      URL_OF_OURS,
      URL_OF_OURS,
    ]);
    expect(urlOf("localhost:18790")).toBe("http://localhost:18790");
  });

  it("take language and token from the environment where they are not given", () => {
    expect(read([], { LANG: "zh_CN.UTF-8", ADMIN_TOKEN: "t" })).toMatchObject({ language: "zh", token: "t" });
    expect(read([], { LC_ALL: "C", LANG: "zh_CN.UTF-8", ADMIN_TOKEN: "" })).toMatchObject({
      language: "en",
      token: null,
    });
    expect(read(["--language", "zh"], { LANG: "en_US" })).toMatchObject({ language: "zh" });
  });

  it.each([
    [["--port", "soon"], /--port takes a number/],
    [["ftp://bot.example.com"], /is no address/],
    [["::::"], /is no address/],
    [["--unknown"], /--env-file FILE/],
  ])("%j are refused with the right ones", async (args, says) => {
    expect(read(args)).toMatch(says);
    expect(await examine(args)).toBe(1);
  });

  it("--help shows all of them and ends with 0", async () => {
    expect(await examine(["--help"])).toBe(0);
    for (const name of ["--token", "--env-file", "--port", "--language"]) expect(printed[0]).toContain(name);
  });
});

describe("[vars] of wrangler.toml", () => {
  it("are read in each of their forms, and nothing of other tables is", () => {
    const toml = `name = "x"
NOT_A_VAR = "top"
[vars]
MODEL_NAME = "gpt-4o-mini" # a comment
CACHE_TTL_SECONDS = 300
SIGNED_WEBHOOK_STRICT = true
SYSTEM_PROMPT = "Say \\"hello\\" \\u4f60"
MODEL_ENDPOINT = 'https://model.example.com/v1'
# OFF = "yes"
[[d1_databases]]
DATABASE = "db"
[dev]
PORT = 1`;
    expect(readVars(toml)).toEqual({
      MODEL_NAME: "gpt-4o-mini",
      CACHE_TTL_SECONDS: "300",
      SIGNED_WEBHOOK_STRICT: "true",
      SYSTEM_PROMPT: 'Say "hello" 你',
      MODEL_ENDPOINT: "https://model.example.com/v1",
    });
  });
});
