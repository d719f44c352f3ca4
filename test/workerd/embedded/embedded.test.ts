// With no model connected the documents answer: with sources, in the language asked, or by saying that nothing fits.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { ModelPage } from "../../../src/core/wire.ts";
import { bearer, call, KEY, parseEvents, postJson, say, textOf } from "../support.ts";

describe("without a model", () => {
  it.each([
    ["How do I connect a model?", "MODEL_ENDPOINT"],
    ["怎么接入模型？", "MODEL_ENDPOINT"],
    ["部署", "npm run deploy"],
    ["端口被占用怎么办", "--port"],
  ])("%s is answered from a document that is named", async (question, expected) => {
    const answer = await say(question);
    expect(answer.reply).toContain(expected);
    expect(answer).toMatchObject({ model: "embedded", status: "ok", usage: null });
    expect(answer.sources[0]?.title).toBeTruthy();
    expect(/[\u4e00-\u9fff]/.test(answer.sources[0]?.title ?? "")).toBe(/[\u4e00-\u9fff]/.test(question));
  });

  it.each(["今天天气怎么样", "who won the world cup", "asdf qwer zxcv"])(
    "%s is answered by saying that no document fits",
    async (question) => {
      const answer = await say(question);
      expect(answer.sources).toEqual([]);
      expect(answer.reply).toMatch(/no document|没有/i);
    },
  );

  it("it is streamed like any answer, and logged", async () => {
    const response = await postJson(
      "/api/chat",
      { message: "What is the answer cache?", session_id: "embedded-log", stream: true },
      bearer(KEY),
    );
    const events = parseEvents(await response.text());
    expect(events.map(({ event }) => event.event)).toEqual(["start", "delta", "done"]);
    expect(textOf(events)).toContain("300");
    const logged = () =>
      env.DB.prepare("SELECT model, status FROM conversation_logs WHERE session_id = 'embedded-log'").first();
    await vi.waitFor(async () => expect(await logged()).toEqual({ model: "embedded", status: "ok" }));
  });

  it("the page learns that no model is connected", async () => {
    const { data } = await (await call("/api/models")).json<ModelPage>();
    expect(data).toEqual([expect.objectContaining({ id: "embedded", kind: "embedded", default: true })]);
  });

  it.each([true, false])("/v1 answers too, streamed: %s", async (stream) => {
    const body = {
      model: "gpt-4o-mini",
      stream,
      messages: [{ role: "user", content: "How do I connect a model?" }],
    };
    const response = await postJson("/v1/chat/completions", body, bearer(KEY));
    const text = await response.text();
    expect(text).toContain("MODEL_ENDPOINT");
    expect(text.includes("data: [DONE]")).toBe(stream);
    const unknown = await postJson("/v1/chat/completions", { ...body, model: "gpt-99" }, bearer(KEY));
    expect(unknown.status).toBe(404);
  });
});
