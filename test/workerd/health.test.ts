// GET /health: what works, what it costs to ask, and what a stranger may read there.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { ADMIN, bearer, call, callWith, KEY } from "./support.ts";

interface Check {
  status: "ok" | "off" | "error";
  latency_ms?: number;
  message?: string;
}

interface Health {
  status: "ok" | "degraded" | "down";
  version: string;
  checks: Record<string, Check>;
}

const CHECKS = ["cache", "conversations", "database", "dingtalk", "feishu", "model", "storage"];

async function health(
  settings: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Health & { code: number }> {
  const response = await callWith(settings, "/health", { headers });
  expect(response.headers.get("cache-control")).toBe("no-store");
  return { ...(await response.json<Health>()), code: response.status };
}

/** Model lists asked for at an address of this test's own. */
async function listsAsked(path: string): Promise<number> {
  const response = await fetch(`${env.FAKE_MODEL_URL}/control/requests?path=${encodeURIComponent(path)}`);
  return (await response.json<unknown[]>()).length;
}

/** An endpoint whose every answer is this status. */
function illModel(status: number): Record<string, string> {
  return {
    MODEL_ENDPOINT: `${env.FAKE_MODEL_URL}/status-${status}/v1`,
    MODEL_API_KEY: `sk-private-${status}`,
  };
}

/** The bindings, with one that fails at everything. */
async function healthWithout(
  binding: "CACHE" | "FILES" | "CONVERSATIONS",
  headers: Record<string, string> = {},
) {
  const failing = () => {
    throw new Error(`secret detail of ${binding}`);
  };
  const broken = new Proxy({}, { get: () => failing });
  const settings = { [binding]: broken } as unknown as Record<string, string>;
  return health(settings, headers);
}

describe("/health/live", () => {
  it("answers as soon as the Worker runs, whatever is broken behind it", async () => {
    const broken = {
      ...illModel(500),
      MODEL_TIMEOUT_SECONDS: "soon",
      DB: "",
      CACHE: "",
      ALLOWED_CIDRS: "nowhere",
    };
    const response = await callWith(broken, "/health/live");
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });
});

describe("/health", () => {
  it("names status, version and every check with its latency", async () => {
    const { code, status, version, checks } = await health();
    expect([code, status, version]).toEqual([200, "ok", packageJson.version]);
    expect(Object.keys(checks).sort()).toEqual(CHECKS);
    for (const name of ["cache", "conversations", "database", "model", "storage"])
      expect(checks[name]).toEqual({ status: "ok", latency_ms: expect.any(Number) });
    for (const name of ["dingtalk", "feishu"]) expect(checks[name]?.status).toBe("off");
  });

  it("answers HEAD with the same status and no body", async () => {
    const response = await call("/health", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it("asks the model at most once in 30 seconds, with its model list only", async () => {
    const settings = { MODEL_ENDPOINT: `${env.FAKE_MODEL_URL}/status-426/v1`, MODEL_API_KEY: "sk-once" };
    await health(settings);
    const first = await listsAsked("/status-426/v1/models");
    expect(first).toBe(1);
    for (let again = 0; again < 5; again += 1) await health(settings);
    await Promise.all([1, 2, 3, 4].map(() => health(settings)));
    expect(await listsAsked("/status-426/v1/models")).toBe(first);
    expect(await listsAsked("/status-426/v1/chat/completions")).toBe(0);
  });

  it("asks a model once for many calls that come at the same moment", async () => {
    const all = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => health(illModel(418))));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill("degraded"));
    expect(await listsAsked("/status-418/v1/models")).toBe(1);
  });

  it.each([401, 500])("is degraded and still 200 when the model answers %i", async (status) => {
    const answer = await health(illModel(status));
    expect([answer.code, answer.status, answer.checks.model?.status]).toEqual([200, "degraded", "error"]);
  });

  it("takes a model without a list for a working one", async () => {
    expect((await health(illModel(404))).checks.model?.status).toBe("ok");
  });

  it("says that documents answer where no model is connected", async () => {
    const { status, checks } = await health({ MODEL_ENDPOINT: "", MODEL_API_KEY: "" });
    expect([status, checks.model?.status]).toEqual(["ok", "off"]);
  });

  it("is degraded without cache or files, and down without conversations", async () => {
    for (const [binding, name] of [
      ["CACHE", "cache"],
      ["FILES", "storage"],
    ] as const) {
      const { code, status, checks } = await healthWithout(binding);
      expect([binding, code, status, checks[name]?.status]).toEqual([binding, 200, "degraded", "error"]);
    }
    const { code, status, checks } = await healthWithout("CONVERSATIONS");
    expect([code, status, checks.conversations?.status]).toEqual([503, "down", "error"]);
  });
});

describe("a database that fails", () => {
  const rename = (from: string, to: string) => env.DB.prepare(`ALTER TABLE ${from} RENAME TO ${to}`).run();

  afterEach(() => rename("away", "conversation_logs"));

  it("is down, and well again as soon as it is back", async () => {
    await rename("conversation_logs", "away");
    const down = await health();
    expect([down.code, down.status, down.checks.database?.status]).toEqual([503, "down", "error"]);
    await rename("away", "conversation_logs");
    expect((await health()).status).toBe("ok");
    await rename("conversation_logs", "away");
  });

  it("tells a stranger nothing of the tables, and the operator what is wrong", async () => {
    await rename("conversation_logs", "away");
    expect((await health()).checks.database?.message).toBe("It does not answer.");
    expect((await health({}, bearer(KEY))).checks.database?.message).toBe("It does not answer.");
    expect((await health({}, bearer(ADMIN))).checks.database?.message).toContain("conversation_logs");
  });
});

describe("a stranger", () => {
  it("reads no key, no address and no detail, whatever fails", async () => {
    const texts = await Promise.all(
      [
        health(illModel(500)),
        health(illModel(401), bearer(KEY)),
        healthWithout("FILES"),
        healthWithout("CONVERSATIONS", bearer("wrong")),
        health({ MODEL_ENDPOINT: "http://private.internal:99999/v1", MODEL_API_KEY: "sk-private" }),
        health({ ADMIN_TOKEN: "tiny-secret" }),
      ].map(async (answer) => JSON.stringify(await answer)),
    );
    for (const text of texts) expect(text).not.toMatch(/private|127\.0\.0\.1|secret|sk-|token-01/);
  });

  it("with a strange Authorization header is a stranger and no error", async () => {
    for (const authorization of ["Basic dXNlcjpwYXNz", "Bearer", "Bearer wrong", "x"])
      expect((await health({}, { authorization })).code).toBe(200);
  });

  it("learns more only with the admin token", async () => {
    const [stranger, operator] = [await health(illModel(500)), await health(illModel(500), bearer(ADMIN))];
    expect(stranger.checks.model?.message).toBe("The model does not answer.");
    expect(operator.checks.model?.message).toContain("MODEL_ENDPOINT");
    expect((await healthWithout("FILES", bearer(ADMIN))).checks.storage?.message).toContain("secret detail");
  });
});
