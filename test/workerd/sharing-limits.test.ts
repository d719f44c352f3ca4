// What nobody gets by sharing, importing and posting from elsewhere: other people's words, a way past the limits, another's cookie.
import { createExecutionContext, runInDurableObject, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { answerCommand } from "../../src/conversation/command-answer.ts";
import { chosenModel, currentModel } from "../../src/conversation/offered-models.ts";
import { makeTables } from "../../src/conversation/tables.ts";
import { TurnStore } from "../../src/conversation/turn-store.ts";
import { encodeCursor } from "../../src/core/cursor.ts";
import { sha256Hex } from "../../src/core/identifier.ts";
import type { HistoryPage, Share, SharedPage } from "../../src/core/wire.ts";
import { servicesOf } from "../../src/services.ts";
import { message, standsBefore } from "./conversation-support.ts";
import { bearer, call, fresh, KEY, ORIGIN, postJson, release, say } from "./support.ts";

const ada = bearer(KEY);

function shareOf(session_id: string): Promise<Response> {
  return call(`/api/chat/${session_id}/share`, { method: "POST", headers: ada });
}

async function tokenOf(session_id: string): Promise<string> {
  const { url } = await (await shareOf(session_id)).json<Share>();
  return url.split("/").at(-1) ?? "";
}

describe("who reads a shared conversation", () => {
  it("finds nothing of before an edit, beside it or later, whatever cursor is made up", async () => {
    const [old, later] = [fresh("old"), fresh("later")];
    const { session_id, message_id } = await say(old);
    await say("edited", { session_id, instead_of: message_id });
    const token = await tokenOf(session_id);
    await say(later, { session_id });
    const read = async (query = "") => (await call(`/api/shared/${token}${query}`)).text();
    const shown: SharedPage = JSON.parse(await read());
    expect([shown.title, ...shown.messages.map(({ content }) => content)]).toEqual(Array(3).fill("edited"));
    for (let position = 0; position < 12; position += 1) {
      const page = await read(`?cursor=${encodeCursor(`shared/${token}`, [position])}`);
      expect(page).not.toContain(old);
      expect(page).not.toContain(later);
    }
    expect(await read(`?cursor=${encodeCursor(`shared/${token}`, [7])}`)).toContain("invalid_cursor");
  });

  it("does not see an answer that came behind the sharing, nor another version when a failed one moves on", async () => {
    const gate = fresh("gate");
    const session_id = fresh("waits");
    const waiting = say(`[[hold:${gate}]] slow`, { session_id });
    await standsBefore(gate);
    const refused = await shareOf(session_id);
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { error: { code: "nothing_to_share" } },
    ]);
    await release(gate);
    await waiting;

    const hidden = fresh("hidden");
    await say(hidden, { session_id, message_id: "m2" });
    const failing = { message: "[[status:400]] fails", session_id, message_id: "m3", instead_of: "m2" };
    await postJson("/api/chat", failing, ada);
    const token = await tokenOf(session_id);
    expect((await postJson("/api/chat", failing, ada)).status).toBeGreaterThanOrEqual(400);
    const { messages } = await (await call(`/api/shared/${token}`)).json<SharedPage>();
    expect(messages.map(({ content }) => content)).toEqual([
      expect.stringContaining("slow"),
      expect.any(String),
    ]);
  });

  it("leaves no trace of one that was forgotten while it was being opened", async () => {
    const { session_id } = await say("forgotten soon");
    const tokens: string[] = [];
    const DB = {
      prepare: (statement: string) => ({
        bind: (...values: unknown[]) => ({
          run: async () => {
            await call(`/api/chat/${session_id}`, { method: "DELETE", headers: ada });
            tokens.push(String(values[0]));
            return env.DB.prepare(statement)
              .bind(...values)
              .run();
          },
        }),
      }),
    };
    const context = createExecutionContext();
    const request = new Request(`${ORIGIN}/api/chat/${session_id}/share`, { method: "POST", headers: ada });
    const response = await createApp().fetch(request, { ...env, DB }, context);
    await waitOnExecutionContext(context);
    expect(response.status).toBe(404);
    const left = env.DB.prepare("SELECT count(*) AS n FROM shares WHERE id = ?").bind(tokens[0]);
    expect(tokens[0]).toHaveLength((await sha256Hex("")).length);
    expect(await left.first("n")).toBe(0);
  });
});

describe("a large conversation from a file", () => {
  it("comes in whole where letters take two bytes each, and is read in pages that its sources fit", async () => {
    const source = {
      title: "来源",
      url: `https://a.example/${"u".repeat(1_900)}`,
      snippet: `汉${"b".repeat(1_999)}`,
    };
    const answer = { role: "assistant", content: "a", sources: Array(50).fill(source) };
    const messages = Array.from({ length: 98 }, () => [{ role: "user", content: "q" }, answer]).flat();
    const imported = await postJson("/api/import", { title: "Large", messages }, ada);
    expect(imported.status).toBe(201);
    const { session_id } = await imported.json<{ session_id: string }>();
    const page = await call(`/api/chat/${session_id}?limit=200`, { headers: ada });
    expect(page.status).toBe(200);
    const { messages: last, next_cursor } = await page.json<HistoryPage>();
    expect([last.at(-1)?.sources?.length, next_cursor]).toEqual([50, expect.any(String)]);
    const shared = await call(`/api/shared/${await tokenOf(session_id)}?limit=1`);
    expect(await shared.json()).toMatchObject({ title: "Large" });
  }, 20_000);

  it.each([
    ["汉".repeat(400_000), ["汉".repeat(400_000)]],
    ["q", Array(5).fill("a".repeat(450_000))],
  ])("with a message that no row holds is refused (%#)", async (content, answers) => {
    const messages = [
      { role: "user", content },
      ...answers.map((text) => ({ role: "assistant", content: text })),
    ];
    const refused = await postJson("/api/import", { title: "t", messages }, ada);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { param: "messages" } }]);
  });
});

describe("a page of another site", () => {
  it("cannot take a visitor's cookie away by posting a form", async () => {
    const { session_id } = await say("open to whoever holds the id");
    for (const path of ["/api/visitor/link", `/api/chat/${session_id}/stop`, `/api/chat/${session_id}/share`])
      for (const site of ["cross-site", "same-site"]) {
        const headers = { "sec-fetch-site": site, "content-type": "text/plain" };
        const refused = await call(path, { method: "POST", headers });
        expect([path, refused.status, refused.headers.get("set-cookie")]).toEqual([path, 403, null]);
      }
    const own = await call("/api/visitor/link", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
    });
    expect([own.status, own.headers.get("set-cookie")]).toEqual([201, expect.stringContaining("visitor=")]);
  });
});

describe("a title", () => {
  it.each(["\u200b\u200d", "\u202e\u2066 \u2069"])("that nobody can see is refused (%#)", async (title) => {
    const { session_id } = await say("named");
    const init = {
      method: "PATCH",
      body: JSON.stringify({ title }),
      headers: { ...ada, "content-type": "application/json" },
    };
    expect((await call(`/api/chat/${session_id}`, init)).status).toBe(400);
  });
});

describe("where the operator made a choice of models", () => {
  it("people list and choose these by /model and no others; a program with a key may", async () => {
    const services = servicesOf(Object.assign({}, env, { MODEL_CHOICES: "offered-only" }));
    await runInDurableObject(env.CONVERSATIONS.getByName(fresh("choice")), async (_, { storage }) => {
      makeTables(storage);
      const turns = new TurnStore(storage.sql);
      turns.open(message("m"), "chat/t", "t");
      const seq = turns.insert(message("m"), 0, null);
      const turn = turns.bySeq(seq);
      if (turn === null) throw new Error("no turn");
      const say = async (channel: "web" | "feishu" | "api", argument: string) =>
        (await answerCommand(services, turns, { ...turn, channel }, { name: "model", argument }, "en")).reply;
      for (const channel of ["web", "feishu"] as const) {
        expect(await say(channel, "fake-other")).toContain("no model called");
        expect(await say(channel, "offered-only")).toContain("**offered-only**");
        expect(await say(channel, "")).not.toContain("fake-other");
      }
      expect(await say("api", "fake-other")).toContain("**fake-other**");
      expect([
        await chosenModel(services, turns, turn),
        await currentModel(services, turns, { ...turn, channel: "web" }),
      ]).toEqual(["fake-other", "gpt-4o-mini"]);
      await storage.deleteAll();
    });
  });
});
