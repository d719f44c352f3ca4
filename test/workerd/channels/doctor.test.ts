// GET /api/admin/doctor in the real runtime: it asks the played platforms, and sends deliveries to this very Worker.
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Probe } from "../../../src/channels/channel.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { PROBE_HEADER } from "../../../src/core/probe.ts";
import { servicesOf } from "../../../src/services.ts";
import { ADMIN, bearer, call, callWith, KEY, ORIGIN } from "../support.ts";

interface Line {
  id: string;
  status: "ok" | "warning" | "error" | "skipped";
  title: string;
  message: string;
  fix: string | null;
}

interface Report {
  ok: boolean;
  checks: Line[];
}

const PATH = "/api/admin/doctor";

/** Nobody listens at the suite's own address: what the Worker sends itself is brought home here. */
beforeEach(() => {
  const outside = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const request = new Request(input, init);
    return new URL(request.url).origin === ORIGIN ? exports.default.fetch(request) : outside(input, init);
  });
});

afterEach(() => void vi.restoreAllMocks());

async function examine(settings: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const response = await callWith(settings, PATH, { headers: { ...bearer(ADMIN), ...headers } });
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return response.json<Report>();
}

function complaints({ checks }: Report): string[] {
  return checks
    .filter(({ status }) => status === "warning" || status === "error")
    .map(({ status, id }) => `${status} ${id}`);
}

function find({ checks }: Report, id: string): Line {
  const line = checks.find((candidate) => candidate.id === id);
  if (line === undefined) throw new Error(`no check ${id}`);
  return line;
}

async function callsOf(platform: string, operation: string): Promise<number> {
  const metrics = await (await call("/metrics", { headers: bearer(ADMIN) })).text();
  const label = `platform="${platform}",operation="${operation}"`;
  const lines = metrics.split("\n").filter((line) => line.includes(label));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

describe("the doctor", () => {
  it("is the operator's alone, and only looked at", async () => {
    expect((await call(PATH)).status).toBe(401);
    expect((await call(PATH, { headers: bearer(KEY) })).status).toBe(401);
    expect((await call(PATH, { method: "POST", headers: bearer(ADMIN) })).status).toBe(405);
  });

  it("finds both channels right: platforms asked, deliveries taken and refused as they should be", async () => {
    const report = await examine();
    expect(complaints(report)).not.toContainEqual(expect.stringMatching(/^error/));
    expect(report.ok).toBe(true);
    const passed = report.checks.filter(({ status }) => status === "ok").map(({ id }) => id);
    expect(passed).toEqual(
      expect.arrayContaining([
        "feishu.token",
        "feishu.bot",
        "feishu.callback.genuine",
        "feishu.callback.forged",
        "feishu.callback.challenge",
        "dingtalk.token",
        "dingtalk.callback.genuine",
        "dingtalk.callback.forged",
      ]),
    );
  });

  it("counts its calls in the ledger like all others", async () => {
    const count = () =>
      Promise.all([callsOf("feishu", "token"), callsOf("feishu", "identity"), callsOf("dingtalk", "token")]);
    const before = await count();
    await examine();
    expect(await count()).toEqual(before.map((calls) => calls + 1));
  });

  it("leaves no trace: its own deliveries are not noted, start nothing and are no conversation", async () => {
    const report = await examine();
    expect(find(report, "feishu.deliveries").status).toBe("warning");
    expect(find(report, "dingtalk.deliveries").status).toBe("warning");
    for (const platform of ["feishu", "dingtalk"]) {
      const account = await env.ACCOUNTS.getByName(platform).report();
      expect([account.arrived, account.refused]).toEqual([null, null]);
      expect(account.calls.map(({ operation }) => operation).sort()).toEqual(
        platform === "feishu" ? ["identity", "token"] : ["token"],
      );
    }
    const deliveries = await call("/api/admin/deliveries", { headers: bearer(ADMIN) });
    expect(await deliveries.json()).toMatchObject({ data: [] });
  });

  it("tells when the platform delivered last, and why it was refused", async () => {
    const probes = (await servicesOf(env).probesOf("feishu")?.()) ?? [];
    await deliver(probes, "forged");
    await vi.waitFor(async () => expect(find(await examine(), "feishu.deliveries").status).toBe("error"));
    await deliver(probes, "genuine");
    await vi.waitFor(async () => {
      const { status, message } = find(await examine(), "feishu.deliveries");
      expect([status, message]).toEqual(["ok", expect.stringContaining("just now")]);
    });
  });

  it("names settings that differ from those of the deployment at the address", async () => {
    const report = await examine({
      FEISHU_ENCRYPT_KEY: "another-key",
      DINGTALK_APP_SECRET: "another-secret",
    });
    expect(report.ok).toBe(false);
    expect(find(report, "feishu.callback.genuine").fix).toContain("FEISHU_ENCRYPT_KEY");
    expect(find(report, "dingtalk.callback.genuine").fix).toContain("DINGTALK_APP_SECRET");
  });

  it("says that a Worker which cannot reach itself is no fault of the settings", async () => {
    vi.spyOn(globalThis, "fetch").mockImplementation(
      async () => new Response("error code: 1042", { status: 404 }),
    );
    const report = await examine();
    expect(find(report, "address.reached")).toMatchObject({
      status: "warning",
      fix: expect.stringContaining("global_fetch_strictly_public"),
    });
    expect(find(report, "feishu.callback.genuine").status).toBe("skipped");
  });

  it("speaks the reader's language, English unless asked", async () => {
    const titles = async (headers: Record<string, string>, query = "") => {
      const response = await call(`${PATH}${query}`, { headers: { ...bearer(ADMIN), ...headers } });
      return [
        response.headers.get("content-language"),
        find(await response.json<Report>(), "settings").title,
      ];
    };
    expect(await titles({})).toEqual(["en", "Settings"]);
    expect(await titles({ "accept-language": "zh-CN,zh;q=0.9,en;q=0.8" })).toEqual(["zh", "配置项"]);
    expect(await titles({ "accept-language": "zh-CN" }, "?language=en")).toEqual(["en", "Settings"]);
    expect(await titles({}, "?language=zh")).toEqual(["zh", "配置项"]);
  });

  it("examines no channel that is off", async () => {
    const off = { FEISHU_ENABLED: "false", DINGTALK_APP_KEY: "", DINGTALK_APP_SECRET: "" };
    const { checks } = await examine(off);
    const ids = checks.map(({ id }) => id).filter((id) => /^(feishu|dingtalk)\./.test(id));
    expect(ids).toEqual(["feishu.channel", "dingtalk.channel"]);
  });

  it("shows no secret of the deployment", async () => {
    const { channels, adminToken, apiKeys } = parseConfig(env).config;
    const settings = [channels.feishu, channels.dingtalk, channels.signed].flatMap((setting) =>
      setting.status === "on" ? Object.entries(setting.settings) : [],
    );
    const secrets = settings.flatMap(([name, value]) =>
      /secret|key$|token/i.test(name) && value ? [String(value)] : [],
    );
    expect(secrets.length).toBeGreaterThan(4);
    const said = JSON.stringify([await examine(), await examine({ FEISHU_ENCRYPT_KEY: "another-key" })]);
    for (const secret of [...secrets, adminToken ?? "", ...apiKeys]) expect(said).not.toContain(secret);
  });
});

/** As the platform would send it: without the mark of the doctor's own. */
async function deliver(probes: Probe[], name: Probe["name"]): Promise<void> {
  const probe = probes.find((candidate) => candidate.name === name);
  const headers = new Headers(probe?.headers);
  headers.delete(PROBE_HEADER);
  const response = await call("/webhooks/feishu", { method: "POST", headers, body: probe?.body ?? "" });
  expect(response.status).toBe(probe?.expects.status);
}
