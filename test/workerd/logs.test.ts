// Log lines: from a request to the operator's list and to a file, through crashes; and what never stands in one.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { LogBatch } from "../../src/core/log.ts";
import { LogFiles } from "../../src/storage/log-files.ts";
import { ADMIN, bearer, call, callWith, fresh, KEY, postJson, say } from "./support.ts";

interface Line {
  timestamp: string;
  level: string;
  kind: string;
  request_id?: string;
  [name: string]: unknown;
}
interface Page {
  data: Line[];
  next_cursor: string | null;
}

const LOGS = "/api/admin/logs";
const shards = [0, 1].map((shard) => env.LOGS.getByName(`logs-${shard}`));

async function logs(query = ""): Promise<Page> {
  const response = await call(`${LOGS}?${query}`, { headers: bearer(ADMIN) });
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json<Page>();
}

/** The line arrives behind the answer. */
async function lineOf(requestId: string, more = ""): Promise<Line> {
  return vi.waitFor(
    async () => {
      const { data } = await logs(`q=${requestId}${more}`);
      expect(data).not.toHaveLength(0);
      return data[0] as Line;
    },
    { timeout: 5_000, interval: 100 },
  );
}

async function flush(): Promise<void> {
  for (const shard of shards) await runDurableObjectAlarm(shard);
}

async function filesUnder(prefix: string): Promise<R2Object[]> {
  return (await env.FILES.list({ prefix, include: ["customMetadata"] })).objects;
}

async function textOf(key: string): Promise<string> {
  const object = await env.FILES.get(key);
  return new Response(object?.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

/** Lines of a past time, as an isolate hands them over. */
function batch(access: object[], app: object[] = []): LogBatch {
  const text = (lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const lines = { access: text(access), app: text(app) };
  return { id: crypto.randomUUID(), lines, samples: {}, requests: access.length, errors: 0 };
}

const lineAt = (timestamp: string, facts: object = {}) => ({
  timestamp,
  level: "info",
  kind: "access",
  ...facts,
});

describe("a line", () => {
  it("of a request is there before its file is, and is the same line in the file", async () => {
    const id = fresh("access");
    const cf = { "cf-connecting-ip": "203.0.113.9", "user-agent": "tester/1.0", "x-request-id": id };
    expect((await call("/health/live?secret=canary", { headers: cf })).status).toBe(200);
    const line = await lineOf(id, "&kind=access");
    expect(line).toMatchObject({
      level: "info",
      kind: "access",
      request_id: id,
      method: "GET",
      path: "/health/live",
      status: 200,
      ip: "203.0.113.9",
      user_agent: "tester/1.0",
    });
    expect(line.duration_ms).toBeGreaterThanOrEqual(0);
    await flush();
    expect(await lineOf(id, "&kind=access")).toEqual(line);
    const day = line.timestamp.slice(0, 10);
    const files = await filesUnder(`logs/access/${day}/`);
    expect(files.length).toBeGreaterThan(0);
    for (const { key } of files)
      expect(key).toMatch(/^logs\/access\/\d{4}-\d\d-\d\d\/\d{9}-[01]-\d{9}-\d\d\.ndjson\.gz$/);
    const texts = await Promise.all(files.map(({ key }) => textOf(key)));
    expect(texts.join("").split(id)).toHaveLength(2);
    expect((await logs(`q=${id}`)).data).toHaveLength(1);
  });

  it("says the channel, and a path without what callers put into it", async () => {
    const id = fresh("session");
    const answer = await say(`hello ${id}`, { session_id: id });
    expect(answer.reply).not.toBe("");
    const seen = fresh("seen");
    await call(`/api/chat/${id}`, { headers: { ...bearer(KEY), "x-request-id": seen } });
    expect(await lineOf(seen)).toMatchObject({ path: "/api/chat/:session_id", channel: "api" });
    const lost = fresh("lost");
    await call(`/wp-login.php/${id}`, { headers: { "x-request-id": lost } });
    expect(await lineOf(lost)).toMatchObject({ path: "/wp-login.php/…", status: 404 });
    const strayed = fresh("strayed");
    await call("/api/chat/somebody/elsewhere", { headers: { "x-request-id": strayed } });
    expect(await lineOf(strayed)).toMatchObject({ path: "/api/…", status: 404 });
    expect((await logs(`q=${id}`)).data).toEqual([]);
  });

  it("below its area's level is neither printed nor kept", async () => {
    const id = fresh("quiet");
    await callWith({ LOG_LEVELS: "http=error" }, "/health/live", { headers: { "x-request-id": id } });
    const later = fresh("later");
    await call("/health/live", { headers: { "x-request-id": later } });
    await lineOf(later);
    expect((await logs(`q=${id}`)).data).toEqual([]);
  });
});

describe("a file", () => {
  const day = "2026-01-02";
  const keeper = env.LOGS.getByName("logs-0");

  it("is made of what waited when it was begun: what comes meanwhile gets the next one", async () => {
    const line = (id: string) => batch([lineAt("2026-01-06T00:00:00.000Z", { request_id: id })]);
    await keeper.append(line("waited"));
    const write = LogFiles.prototype.write;
    let late = 0;
    await runInDurableObject(keeper, async (instance) => {
      vi.spyOn(LogFiles.prototype, "write").mockImplementation(async function slow(this: LogFiles, ...args) {
        late += 1;
        if (late < 5) await instance.append(line(`late ${late}`));
        return write.apply(this, args);
      });
      await instance.alarm();
    });
    expect(await filesUnder("logs/access/2026-01-06/")).toHaveLength(1);
    vi.restoreAllMocks();
    await runDurableObjectAlarm(keeper);
    expect(await filesUnder("logs/access/2026-01-06/")).toHaveLength(2);
  });

  it("that a crash cut off from its bookkeeping is written again under its own name, with what came since", async () => {
    const first = batch([lineAt(`${day}T10:00:00.000Z`, { request_id: "first" })]);
    // Its acknowledgement was lost once.
    for (const _ of ["sent", "sent again"]) await keeper.append(first);
    const put = vi.spyOn(LogFiles.prototype, "write");
    await runInDurableObject(keeper, async (instance) => {
      put.mockImplementationOnce(async function write(this: LogFiles, ...args) {
        put.mockRestore();
        await new LogFiles(env.FILES).write(...args);
        throw new Error("crashed behind the write");
      });
      await instance.alarm();
    });
    await keeper.append(batch([lineAt(`${day}T10:00:01.000Z`, { request_id: "second" })]));
    await evictDurableObject(keeper);
    await runDurableObjectAlarm(keeper);
    const files = await filesUnder(`logs/access/${day}/`);
    expect(files).toHaveLength(1);
    const lines = (await textOf(files[0]!.key))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    expect(lines.map((line) => line.request_id)).toEqual(["first", "second"]);
    expect(files[0]?.checksums.sha256).toBeDefined();
  });

  it("is not lost when R2 does not take it", async () => {
    await keeper.append(batch([lineAt("2026-01-05T00:00:00.000Z", { request_id: "patient" })]));
    const failed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(LogFiles.prototype, "write").mockRejectedValueOnce(new Error("R2 is away"));
    await runDurableObjectAlarm(keeper);
    expect((await logs("q=patient&from=2026-01-05&to=2026-01-05")).data).toHaveLength(1);
    expect(failed).toHaveBeenCalled();
    vi.restoreAllMocks();
    await runDurableObjectAlarm(keeper);
    expect(await filesUnder("logs/access/2026-01-05/")).toHaveLength(1);
  });
});

describe("the list of lines", () => {
  const times = Array.from(
    { length: 30 },
    (_, index) => `2026-02-01T00:00:${String(index >> 1).padStart(2, "0")}.000Z`,
  );

  beforeAll(async () => {
    const lines = times.map((timestamp, index) => lineAt(timestamp, { request_id: `page-${index}` }));
    // Over both shards, over several files, and the last ones still on their way to a file.
    for (const [index, shard] of [0, 1, 0].entries()) {
      await env.LOGS.getByName(`logs-${shard}`).append(
        batch(
          lines.filter((_, place) => place % 3 === index),
          index === 0
            ? [
                {
                  ...lineAt("2026-02-01T12:00:00.000Z"),
                  kind: "app",
                  level: "warn",
                  area: "channels.feishu",
                  event: "x",
                },
              ]
            : [],
        ),
      );
      if (index < 2) await flush();
    }
  });

  it("goes through all of them once, newest first, a page at a time", async () => {
    const seen: Line[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await logs(
        `kind=access&from=2026-02-01&to=2026-02-01&limit=7${cursor === null ? "" : `&cursor=${cursor}`}`,
      );
      seen.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen.map((line) => line.timestamp)).toEqual(times.toReversed());
    expect(new Set(seen.map((line) => line.request_id)).size).toBe(30);
  });

  it("finds every line, in whatever order isolates handed theirs over", async () => {
    const at = (second: number) => `2026-02-02T00:00:${String(second).padStart(2, "0")}.000Z`;
    const order = [30, 20, 10, 40];
    await env.LOGS.getByName("logs-0").append(batch(order.map((second) => lineAt(at(second)))));
    await flush();
    const within = "from=2026-02-02&to=2026-02-02";
    const first = await logs(`${within}&limit=2`);
    const rest = await logs(`${within}&limit=2&cursor=${first.next_cursor}`);
    const seen = [...first.data, ...rest.data].map(({ timestamp }) => timestamp);
    expect(seen).toEqual([40, 30, 20, 10].map(at));
    expect((await logs(`from=2026-02-02&to=${at(15)}`)).data).toHaveLength(1);
  });

  it("filters by kind, level, area, words and time", async () => {
    const within = "from=2026-02-01T00:00:03Z&to=2026-02-01T00:00:05Z";
    expect((await logs(within)).data).toHaveLength(4);
    const warnings = await logs("level=warn&from=2026-02-01&to=2026-02-01");
    expect(warnings.data.map(({ area }) => area)).toEqual(["channels.feishu"]);
    for (const area of ["channels", "channels.feishu"])
      expect((await logs(`area=${area}&from=2026-02-01&to=2026-02-01`)).data).toHaveLength(1);
    expect((await logs("area=model&from=2026-02-01&to=2026-02-01")).data).toEqual([]);
    expect((await logs("q=PAGE-17&from=2026-02-01&to=2026-02-01")).data).toHaveLength(1);
  });

  it("refuses filters that are none, a cursor of another question, and whoever has no token", async () => {
    const first = await logs("kind=access&limit=1&from=2026-02-01&to=2026-02-01");
    expect(first.next_cursor).not.toBeNull();
    for (const query of [
      "kind=secret",
      "level=loud",
      "area=elsewhere",
      "from=yesterday",
      "to=2026-02-30",
      "limit=0",
      "cursor=nonsense",
      `kind=app&cursor=${first.next_cursor}`,
    ]) {
      const response = await call(`${LOGS}?${query}`, { headers: bearer(ADMIN) });
      expect(response.status, query).toBe(400);
    }
    expect((await call(LOGS)).status).toBe(401);
    expect((await call(LOGS, { method: "POST", headers: bearer(ADMIN) })).headers.get("allow")).toContain(
      "GET",
    );
  });
});

describe("a canary", () => {
  const TEXT = "canary-7f3a-text";
  const SECRET = "canary-7f3a-secret";

  it("fed into every door stands in no line, no file and nothing printed", async () => {
    const printed = (["debug", "info", "log", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => undefined),
    );
    const wrong = { authorization: `Bearer ${SECRET}`, cookie: `visitor=${SECRET}; console=${SECRET}` };
    const body = { message: TEXT, messages: [{ role: "user", content: TEXT }], model: SECRET, token: SECRET };
    const paths = [
      `/?q=${TEXT}`,
      `/${SECRET}`,
      `/docs/${SECRET}`,
      `/assets/${SECRET}.js`,
      `/health?token=${SECRET}`,
      `/metrics?token=${SECRET}`,
      `/api/chat?q=${TEXT}`,
      `/api/chat/${SECRET}`,
      `/api/chat/${SECRET}/stop`,
      `/api/chat/${SECRET}/feedback`,
      `/api/models?key=${SECRET}`,
      `/v1/models/${SECRET}`,
      "/v1/chat/completions",
      `/webhooks/feishu?x=${SECRET}`,
      `/webhooks/dingtalk?x=${SECRET}`,
      "/webhooks/signed",
      `/api/admin/conversations?q=${TEXT}&user_id=${SECRET}`,
      `/api/admin/deliveries/${SECRET}/retry`,
      `/api/admin/logs?q=${SECRET}`,
      `/api/admin/session`,
    ];
    for (const path of paths)
      for (const headers of [wrong, bearer(ADMIN), bearer(KEY)])
        for (const method of ["GET", "POST", "DELETE"] as const) {
          const init = method === "POST" ? { body: JSON.stringify(body) } : {};
          const sent = { "content-type": "application/json", timestamp: "1", sign: SECRET, ...headers };
          await (await call(path, { method, headers: sent, ...init })).arrayBuffer();
        }
    await postJson("/api/chat", { message: `${TEXT} [[status:500]]`, session_id: SECRET }, bearer(KEY));
    const last = fresh("last");
    await call("/health/live", { headers: { "x-request-id": last } });
    const printedText = printed.map((spy) => JSON.stringify(spy.mock.calls)).join("");
    vi.restoreAllMocks();
    await lineOf(last);
    await flush();
    const kept = await Promise.all((await filesUnder("logs/")).map(({ key }) => textOf(key)));
    const waiting = await Promise.all(shards.map(async (shard) => (await shard.waiting("app")).text));
    const everything = [printedText, ...kept, ...waiting].join("\n");
    expect(everything).toContain("/api/chat/:session_id");
    for (const forbidden of [TEXT, SECRET, ADMIN, KEY, "sk-fake"])
      expect(everything).not.toContain(forbidden);
  });
});
