// The operator's conversations: read, exported, erased, and none lost or doubled while the database fails.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fingerprint, timeOrderedId } from "../../src/core/identifier.ts";
import type { LogRow } from "../../src/core/message.ts";
import { Erasures } from "../../src/storage/erasures.ts";
import { Records } from "../../src/storage/records.ts";
import { ADMIN, bearer, call, callWith, conversationOf, fresh, jsonRequest } from "./support.ts";

interface RowPage {
  data: LogRow[];
  next_cursor: string | null;
}

const LOGS = "/api/admin/conversations";

function admin(path: string, init: RequestInit = {}): Promise<Response> {
  return call(path, { ...init, headers: bearer(ADMIN) });
}

async function list(query: Record<string, string>): Promise<RowPage> {
  const response = await admin(`${LOGS}?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return response.json<RowPage>();
}

async function exported(query: Record<string, string>): Promise<string> {
  const response = await admin(`${LOGS}/export?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await response.arrayBuffer());
}

const inputs = (rows: LogRow[]) => rows.map((row) => row.user_input);

/** Rows of a session of their own, one a minute, put where finished turns go. */
async function seed(rows: Partial<LogRow>[]): Promise<{ session_id: string; rows: LogRow[] }> {
  const session_id = fresh("seed");
  const start = Date.parse("2026-03-01T12:00:00.000Z");
  const whole = rows.map((row, index): LogRow => {
    const time = row.timestamp === undefined ? start + index * 60_000 : Date.parse(row.timestamp);
    return {
      id: timeOrderedId(time, crypto.getRandomValues(new Uint8Array(10))),
      session_id,
      user_input: `question ${index}`,
      bot_response: `answer ${index}`,
      timestamp: new Date(time).toISOString(),
      channel: "web",
      user_id: "visitor:seed",
      user_name: null,
      model: "gpt-4o-mini",
      model_version: null,
      status: "ok",
      cached: false,
      prompt_tokens: 1,
      completion_tokens: 2,
      latency_ms: 3,
      first_token_ms: 4,
      rating: null,
      request_id: "r",
      error: null,
      ...row,
    };
  });
  const records = new Records(env.DB, env.SEARCH, new Erasures(env.FILES));
  for (let first = 0; first < whole.length; first += 100) {
    const turns = whole.slice(first, first + 100).map((row) => ({ row, conversation: null }));
    await records.save(turns);
    await records.index(turns);
  }
  return { session_id, rows: whole };
}

describe("the list", () => {
  it("holds every column of a turn, newest first", async () => {
    const { session_id, rows } = await seed([
      { rating: "up" },
      { status: "failed", error: "e: f", cached: true },
    ]);
    expect(await list({ session_id })).toEqual({ data: rows.toReversed(), next_cursor: null });
  });

  it("is filtered by channel, person, status and time", async () => {
    const { session_id } = await seed([
      { user_input: "a", channel: "web", user_id: "visitor:a", timestamp: "2026-03-01T23:59:59.999Z" },
      { user_input: "b", channel: "openai", user_id: "key:b", timestamp: "2026-03-02T00:00:00.000Z" },
      {
        user_input: "c",
        channel: "api",
        user_id: "key:b",
        status: "stopped",
        timestamp: "2026-03-02T23:59:59.999Z",
      },
      {
        user_input: "d",
        channel: "web",
        user_id: null,
        status: "failed",
        timestamp: "2026-03-03T00:00:00.000Z",
      },
    ]);
    const found = async (query: Record<string, string>) =>
      inputs((await list({ session_id, ...query })).data).join("");
    expect(await found({ channel: "web" })).toBe("da");
    expect(await found({ user_id: "key:b" })).toBe("cb");
    expect(await found({ status: "stopped" })).toBe("c");
    expect(await found({ from: "2026-03-02" })).toBe("dcb");
    expect(await found({ to: "2026-03-02" })).toBe("cba");
    expect(await found({ from: "2026-03-02", to: "2026-03-02" })).toBe("cb");
    expect(await found({ from: "2026-03-02T08:00:00+08:00", to: "2026-03-02T23:59:59.999Z" })).toBe("b");
    expect(await found({ from: "0001-01-01", to: "9999-12-31" })).toBe("dcba");
    expect(await found({ channel: "web", user_id: "key:b" })).toBe("");
    expect(await found({ channel: "", status: "", q: " ", from: "" })).toBe("dcba");
    expect(await found({ user_id: "key:b' OR '1'='1" })).toBe("");
    const plain = await admin(`${LOGS}?session_id=${session_id}&from=2026-03-02T08:00:00+08:00`);
    expect(inputs((await plain.json<RowPage>()).data).join("")).toBe("dcb");
  });

  it.each([{}, { q: "question" }])("is read page by page without a gap or a double (%o)", async (query) => {
    const { session_id, rows } = await seed(
      Array.from({ length: 23 }, () => ({ timestamp: "2026-03-05T00:00:00.000Z" })),
    );
    const seen: string[] = [];
    let cursor: string | null = "";
    let pages = 0;
    while (cursor !== null) {
      const page: RowPage = await list({ session_id, limit: "5", cursor, ...query });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
      pages += 1;
    }
    expect(pages).toBe(5);
    expect(seen.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  });

  it("goes on behind a row that was erased meanwhile", async () => {
    const word = fresh("gone").replaceAll("-", "");
    const { session_id, rows } = await seed(
      Array.from({ length: 6 }, (_, index) => ({ user_input: `${word} ${index}` })),
    );
    for (const query of [{}, { q: word }]) {
      const first = await list({ session_id, limit: "2", ...query });
      const last = first.data.at(-1)?.id ?? "";
      await env.SEARCH.prepare("DELETE FROM log_entries WHERE id = ?").bind(last).run();
      await env.DB.prepare("DELETE FROM conversation_logs WHERE id = ?").bind(last).run();
      const second = await list({ session_id, limit: "2", cursor: first.next_cursor ?? "", ...query });
      const rest = rows
        .map(({ id }) => id)
        .filter((id) => id < last)
        .toReversed();
      expect(second.data.map(({ id }) => id)).toEqual(rest.slice(0, 2));
    }
  });

  it("is searched in Chinese and English, by whole words, in questions and answers", async () => {
    const { session_id } = await seed([
      { user_input: "如何申请选课系统的账号？", bot_response: "请联系教务处。" },
      { user_input: "How do I reset my Password?", bot_response: "Open the settings page." },
      { user_input: "选择课程", bot_response: "系统维护中 maintenance window" },
      { user_input: 'café 100% "quoted" AND (this) OR NEAR*', bot_response: "" },
    ]);
    const found = async (q: string) =>
      (await list({ session_id, q })).data.map(({ user_input }) => user_input.slice(0, 3));
    expect(await found("选课")).toEqual(["如何申"]);
    expect(await found("教务处")).toEqual(["如何申"]);
    expect(await found("系统")).toEqual(["选择课", "如何申"]);
    expect(await found("password RESET")).toEqual(["How"]);
    expect(await found("settings")).toEqual(["How"]);
    expect(await found("系统 maintenance")).toEqual(["选择课"]);
    expect(await found("cafe")).toEqual(["caf"]);
    expect(await found("没有这样的词")).toEqual([]);
    expect(await found("？！…")).toEqual([]);
  });

  it("keeps a very long answer whole, and finds it by its beginning", async () => {
    const bot_response = `开场白${"长".repeat(400_000)}`;
    const { session_id } = await seed([{ bot_response }]);
    expect((await list({ session_id, q: "开场白" })).data).toMatchObject([{ bot_response }]);
  });

  it("takes whatever is searched for as words, never as syntax", async () => {
    for (const q of [
      '"',
      "*",
      "a*",
      "NEAR(a b)",
      "owner:x",
      "terms : a",
      "-a",
      "a OR b",
      "a AND",
      "(",
      "')--",
      "^a",
      "{a}",
      "\u0000",
    ])
      expect((await admin(`${LOGS}?q=${encodeURIComponent(q)}`)).status).toBe(200);
    const { session_id } = await seed([{ user_input: "plain", user_id: "key:0123" }]);
    expect((await list({ session_id, q: "ownerkey0123" })).data).toEqual([]);
  });
});

describe("an export", () => {
  const AWKWARD: Partial<LogRow>[] = [
    { user_input: 'He said "hi", twice', bot_response: "line one\nline two\r\nthree" },
    { user_input: "=1+1", bot_response: "@SUM(A1)", user_name: "+49" },
    { user_input: "-2", bot_response: "\tx", user_name: "＝1+1" },
    { user_input: "中文，逗号", bot_response: "emoji 🎉" },
    { user_input: "", bot_response: "\r=1" },
  ];

  it("as NDJSON has one row a line, the same as the list", async () => {
    const { session_id, rows } = await seed(AWKWARD);
    const lines = (await exported({ session_id, format: "ndjson" })).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows.toReversed());
    expect(await exported({ session_id })).toBe(await exported({ session_id, format: "ndjson" }));
  });

  it("as CSV begins with a byte order mark, keeps every text in its cell, and runs no formula", async () => {
    const { session_id, rows } = await seed(AWKWARD);
    const text = await exported({ session_id, format: "csv" });
    expect(text.startsWith("\uFEFFid,session_id,user_input,")).toBe(true);
    const [head = [], ...lines] = readCsv(text.slice(1));
    const cells = (name: string) => lines.map((line) => line[head.indexOf(name)]);
    const guarded = (value: string | null) =>
      /^[=+\-@\t\r＝]/.test(value ?? "") ? `'${value}` : (value ?? "");
    expect(lines.every((line) => line.length === head.length)).toBe(true);
    for (const name of ["user_input", "bot_response", "user_name"] as const)
      expect(cells(name)).toEqual(rows.toReversed().map((row) => guarded(row[name])));
    expect(cells("cached")).toEqual(rows.map(() => "false"));
    expect(cells("rating")).toEqual(rows.map(() => ""));
  });

  it("says what it is and how to name it", async () => {
    const { headers } = await admin(`${LOGS}/export?format=csv&session_id=none`);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toMatch(
      /^attachment; filename="conversations-\d{4}-\d{2}-\d{2}\.csv"$/,
    );
  });

  it("of nothing is an empty file, for CSV with its head", async () => {
    expect(await exported({ session_id: "nobody" })).toBe("");
    expect(await exported({ session_id: "nobody", format: "csv" })).toMatch(
      /^\uFEFFid,.*,error,model_version\r\n$/,
    );
  });

  it("goes through all pages, filtered and searched", async () => {
    const { session_id } = await seed(
      Array.from({ length: 1_203 }, (_, index) => ({ status: index % 2 === 0 ? "ok" : "failed" })),
    );
    const ids = async (query: Record<string, string>) =>
      (await exported({ session_id, ...query }))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).id);
    const all = await ids({});
    expect(all).toHaveLength(1_203);
    expect(new Set(all).size).toBe(1_203);
    expect(await ids({ status: "failed" })).toHaveLength(601);
    expect(await ids({ q: "question" })).toEqual(all);
  });
});

/** RFC 4180, as a spreadsheet reads it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

/** A person with a key of their own. */
async function person() {
  const key = fresh("key");
  const post = async (path: string, body: object) => {
    const response = await callWith({ API_KEYS: key }, path, jsonRequest(body, bearer(key)));
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    await response.text();
  };
  return {
    userId: `key:${await fingerprint(key)}`,
    say: (session_id: string, message: string) => post("/api/chat", { message, session_id }),
    complete: (content: string) =>
      post("/v1/chat/completions", { model: "gpt-4o-mini", messages: [{ role: "user", content }] }),
    history: (session_id: string) =>
      callWith({ API_KEYS: key }, `/api/chat/${session_id}`, { headers: bearer(key) }),
  };
}

type Column = "session_id" | "user_id";

/** Rows in the log and in its index. */
async function stored(column: Column, value: string): Promise<[number, number]> {
  const count = (database: D1Database, table: string) =>
    database.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?`).bind(value).first<number>("n");
  return [(await count(env.DB, "conversation_logs")) ?? -1, (await count(env.SEARCH, "log_entries")) ?? -1];
}

function waitForRows(column: Column, value: string, rows: number): Promise<void> {
  return vi.waitFor(async () => expect(await stored(column, value)).toEqual([rows, rows]), {
    timeout: 8_000,
  });
}

const NO_BACKUPS = { count: 0, until: null };

async function erase(query: string): Promise<[number, unknown]> {
  const response = await admin(`${LOGS}?${query}`, { method: "DELETE" });
  return [response.status, await response.json()];
}

async function tablesOf(session_id: string): Promise<unknown[]> {
  return runInDurableObject(conversationOf(session_id), (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
  );
}

describe("an erasure", () => {
  it("of a session leaves nothing of it, and all of the others", async () => {
    const { say, history } = await person();
    const [gone, kept] = [fresh("gone"), fresh("kept")];
    for (const session of [gone, kept]) await say(session, "forget me 忘记我");
    await waitForRows("session_id", gone, 1);
    await waitForRows("session_id", kept, 1);
    expect(await erase(`session_id=${gone}`)).toEqual([
      200,
      { erased: { conversations: 1, rows: 1 }, complete: true, backups: NO_BACKUPS },
    ]);
    expect(await stored("session_id", gone)).toEqual([0, 0]);
    expect((await history(gone)).status).toBe(404);
    await vi.waitFor(async () => expect(await tablesOf(gone)).toEqual([]));
    const entry = env.DB.prepare("SELECT count(*) AS n FROM conversations WHERE session_id = ?");
    expect(await entry.bind(gone).first("n")).toBe(0);
    expect(await stored("session_id", kept)).toEqual([1, 1]);
    expect((await history(kept)).status).toBe(200);
  });

  it("of a person reaches every session, rows of /v1 too, and nobody else", async () => {
    const [gone, other] = [await person(), await person()];
    const sessions = [fresh("one"), fresh("two")];
    for (const session of sessions) await gone.say(session, "mine");
    await gone.complete(fresh("stateless"));
    const otherSession = fresh("other");
    await other.say(otherSession, "mine");
    await other.complete(fresh("stateless"));
    await waitForRows("user_id", gone.userId, 3);
    await waitForRows("user_id", other.userId, 2);
    expect(await erase(`user_id=${encodeURIComponent(gone.userId)}`)).toEqual([
      200,
      { erased: { conversations: 2, rows: 3 }, complete: true, backups: NO_BACKUPS },
    ]);
    expect(await stored("user_id", gone.userId)).toEqual([0, 0]);
    for (const session of sessions) await vi.waitFor(async () => expect(await tablesOf(session)).toEqual([]));
    expect(await stored("user_id", other.userId)).toEqual([2, 2]);
    expect((await other.history(otherSession)).status).toBe(200);
  });

  it("of what is not there says so, and may be repeated", async () => {
    expect(await erase("session_id=never-was")).toEqual([
      200,
      { erased: { conversations: 0, rows: 0 }, complete: true, backups: NO_BACKUPS },
    ]);
    expect(await erase("user_id=nobody")).toEqual([
      200,
      { erased: { conversations: 0, rows: 0 }, complete: true, backups: NO_BACKUPS },
    ]);
    const { say } = await person();
    const session = fresh("twice");
    await say(session, "once");
    await waitForRows("session_id", session, 1);
    await erase(`session_id=${session}`);
    expect((await erase(`session_id=${session}`))[0]).toBe(200);
    expect(await stored("session_id", session)).toEqual([0, 0]);
  });

  it("reaches a session whose turn is still being answered", async () => {
    const { say } = await person();
    const session = fresh("running");
    const running = say(session, "[[delay:200]] one two three four five").catch(() => undefined);
    await vi.waitFor(async () => expect(await tablesOf(session)).not.toEqual([]));
    expect((await erase(`session_id=${session}`))[0]).toBe(200);
    await running;
    await vi.waitFor(async () => expect(await tablesOf(session)).toEqual([]));
    expect(await stored("session_id", session)).toEqual([0, 0]);
  });

  it("leaves no session named in a row of another shape untouched", async () => {
    const odd = await seed([{ session_id: "cid/+==", channel: "dingtalk" }]);
    expect(odd.rows).toHaveLength(1);
    expect(await erase(`session_id=${encodeURIComponent("cid/+==")}`)).toEqual([
      200,
      { erased: { conversations: 0, rows: 1 }, complete: true, backups: NO_BACKUPS },
    ]);
    expect(await stored("session_id", "cid/+==")).toEqual([0, 0]);
  });

  it("of somebody with many conversations that no object knows, as after a restore elsewhere, comes to an end", async () => {
    const person = fresh("many");
    const ids = Array.from({ length: 450 }, () => {
      const id = timeOrderedId(Date.now() - 60_000, crypto.getRandomValues(new Uint8Array(10)));
      return { id, session: `${person}-${id}` };
    });
    const json = JSON.stringify(ids);
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO conversations (name, session_id, owner, title, updated_at)
         SELECT 'chat/' || (value ->> 'session'), value ->> 'session', ?2, 't', '2026-01-01T00:00:00.000Z' FROM json_each(?1)`,
      ).bind(json, person),
      env.DB.prepare(
        `INSERT INTO conversation_logs (id, session_id, user_input, bot_response, timestamp, channel, user_id, status, cached, request_id)
         SELECT value ->> 'id', value ->> 'session', 'q', 'a', '2026-01-01T00:00:00.000Z', 'web', ?2, 'ok', 0, 'r' FROM json_each(?1)`,
      ).bind(json, person),
    ]);
    const completes: boolean[] = [];
    while (!completes.includes(true) && completes.length < 5) {
      const response = await call(`${LOGS}?user_id=${person}`, { method: "DELETE", headers: bearer(ADMIN) });
      completes.push((await response.json<{ complete: boolean }>()).complete);
    }
    expect(completes).toEqual([false, true]);
    for (const [table, column] of [
      ["conversation_logs", "user_id"],
      ["conversations", "owner"],
    ])
      expect(
        await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?`)
          .bind(person)
          .first("n"),
      ).toBe(0);
  });
});

describe("while the database fails", () => {
  const broken: [D1Database, string][] = [];

  async function breakTable(database: D1Database, table: string): Promise<void> {
    await database.prepare(`ALTER TABLE ${table} RENAME TO away_${table}`).run();
    broken.push([database, table]);
  }

  async function mend(): Promise<void> {
    for (const [database, table] of broken.splice(0))
      await database.prepare(`ALTER TABLE away_${table} RENAME TO ${table}`).run();
  }

  /** What waits is due now, and the alarm rings: the pauses between tries are not waited for. */
  async function ring<T extends Rpc.DurableObjectBranded>(stub: DurableObjectStub<T>): Promise<void> {
    await runInDurableObject(stub, async (_, { storage }) => {
      if (storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").toArray().length === 0)
        return;
      storage.sql.exec("UPDATE outbox SET due_at = 0");
      await storage.setAlarm(Date.now() + 60_000);
    });
    await runDurableObjectAlarm(stub);
  }

  const recorders = () => [0, 1, 2, 3].map((shard) => env.COMPLETIONS.getByName(`recorder-${shard}`));

  afterEach(mend);

  it.each<[string, () => [D1Database, string]]>([
    ["the log", () => [env.DB, "conversation_logs"]],
    ["the list of conversations", () => [env.DB, "conversations"]],
    ["the index", () => [env.SEARCH, "log_entries"]],
  ])("(%s) answers go on, and afterwards no row is lost and none is there twice", async (_, where) => {
    const { userId, say, complete, history } = await person();
    const session = fresh("outage");
    await breakTable(...where());
    for (const text of ["one", "two", "three"]) await say(session, text);
    await complete(fresh("stateless"));
    expect((await (await history(session)).json<{ messages: unknown[] }>()).messages).toHaveLength(6);
    await ring(conversationOf(session));
    await mend();
    await ring(conversationOf(session));
    for (const recorder of recorders()) await ring(recorder);
    await waitForRows("user_id", userId, 4);
    await ring(conversationOf(session));
    expect(await stored("user_id", userId)).toEqual([4, 4]);
    const { data } = await list({ session_id: session });
    expect(inputs(data)).toEqual(["three", "two", "one"]);
  });

  it("one row that the database refuses for good is not lost either, and the others come behind it", async () => {
    const { say } = await person();
    const session = fresh("refused");
    await env.DB.prepare(
      "CREATE TRIGGER refuse BEFORE INSERT ON conversation_logs WHEN NEW.user_input = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END",
    ).run();
    for (const text of ["poison", "fine"]) await say(session, text);
    await ring(conversationOf(session));
    expect(await stored("session_id", session)).toEqual([0, 0]);
    await env.DB.prepare("DROP TRIGGER refuse").run();
    await ring(conversationOf(session));
    await waitForRows("session_id", session, 2);
  });

  it("lists and exports say so with 503, and nothing of the query shows", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await breakTable(env.DB, "conversation_logs");
    for (const path of [`${LOGS}?user_id=private-person`, `${LOGS}/export?user_id=private-person`]) {
      const response = await callWith({}, path, { headers: bearer(ADMIN) });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({
        error: { code: "try_again", type: "unavailable_error" },
      });
    }
    expect(logged).toHaveBeenCalledTimes(2);
    expect(JSON.stringify(logged.mock.calls)).toContain("no such table");
    expect(JSON.stringify(logged.mock.calls)).not.toMatch(/private-person|select/i);
    logged.mockRestore();
  });

  it("an erasure of a session says to try again, reaches the object at once, and its rows when the database is back", async () => {
    const { say, history } = await person();
    const session = fresh("erased");
    await say(session, "before");
    await waitForRows("session_id", session, 1);
    await breakTable(env.DB, "conversation_logs");
    await breakTable(env.DB, "conversations");
    await say(session, "during");
    expect((await erase(`session_id=${session}`))[0]).toBe(503);
    expect((await history(session)).status).toBe(404);
    await mend();
    await ring(conversationOf(session));
    await vi.waitFor(async () => expect(await tablesOf(session)).toEqual([]), { timeout: 8_000 });
    expect(await stored("session_id", session)).toEqual([0, 0]);
    expect((await erase(`session_id=${session}`))[0]).toBe(200);
  });

  it("an erasure of a person reaches rows of /v1 that are still on their way", async () => {
    const { userId, complete } = await person();
    await breakTable(env.DB, "conversation_logs");
    await complete(fresh("on-its-way"));
    const waiting = async () => {
      const counts = recorders().map((recorder) =>
        runInDurableObject(recorder, (_, { storage }) =>
          storage.sql.exec("SELECT 1 FROM outbox WHERE task LIKE ?", `%${userId}%`).toArray(),
        ),
      );
      return (await Promise.all(counts)).flat().length;
    };
    await vi.waitFor(async () => expect(await waiting()).toBe(1));
    expect((await erase(`user_id=${encodeURIComponent(userId)}`))[0]).toBe(503);
    await mend();
    for (const recorder of recorders()) await ring(recorder);
    await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 8_000 });
    expect(await stored("user_id", userId)).toEqual([0, 0]);
  });
});

describe("the door", () => {
  it.each<[string, string]>([
    ["GET", LOGS],
    ["DELETE", `${LOGS}?session_id=a`],
    ["GET", `${LOGS}/export`],
  ])("%s %s is shut to strangers, and closed where no token is set", async (method, path) => {
    expect((await call(path, { method })).status).toBe(401);
    const closed = await callWith({ ADMIN_TOKEN: "" }, path, { method, headers: bearer(ADMIN) });
    expect(closed.status).toBe(503);
    expect(await closed.json()).toMatchObject({
      error: { code: "not_configured", type: "unavailable_error" },
    });
  });
});
