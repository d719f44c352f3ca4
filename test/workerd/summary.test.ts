// History beyond the budget: folded into a running summary by the model, behind an answer, and gone with what it was made of.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { askAs } from "./conversation-support.ts";
import { conversationOf, fresh, modelCalls } from "./support.ts";

const OWNER = "key:ada";

/** Some 5,000 tokens: with two of them the budget is spent. */
function long(words: string): string {
  return `${words} ${"字".repeat(5_000)}`;
}

function systemOf(call: { body: { messages: { role: string; content: unknown }[] } } | undefined): string {
  const [system] = call?.body.messages ?? [];
  return String(system?.content);
}

async function summaryOf(sessionId: string): Promise<string | null> {
  return runInDurableObject(conversationOf(sessionId), (_, state) => {
    const rows = state.storage.sql.exec<{ text: string }>("SELECT text FROM summary").toArray();
    return rows[0]?.text ?? null;
  });
}

async function summarized(prefix: string, note: string): Promise<string> {
  const session = fresh(prefix);
  await askAs(OWNER, session, `${session}-1`, { text: long(`[[reply:${note}]]`) });
  await askAs(OWNER, session, `${session}-2`, { text: long("[[reply:two]]") });
  expect(await summaryOf(session)).toBeNull();
  await askAs(OWNER, session, `${session}-3`, { text: "and now? [[reply:three]]" });
  await vi.waitFor(async () => expect(await summaryOf(session)).toBe(note), 5_000);
  return session;
}

describe("a conversation that has outgrown its budget", () => {
  it("is summed up behind the answer, and the next question brings the summary along as a quotation", async () => {
    const note = `Ann takes tea ${crypto.randomUUID()}`;
    const session = await summarized("summed", note);
    const question = `what does Ann take ${crypto.randomUUID()}`;
    await askAs(OWNER, session, `${session}-4`, { text: `${question} [[reply:tea]]` });
    const [asked] = await modelCalls(question);
    expect(systemOf(asked)).toContain(`\n> ${note}`);
    expect(JSON.stringify(asked?.body.messages.slice(1))).not.toContain(note);
  });

  it("is not summed up again for a little that was dropped", async () => {
    const note = `once ${crypto.randomUUID()}`;
    const session = await summarized("once", note);
    for (const turn of [4, 5])
      await askAs(OWNER, session, `${session}-${turn}`, { text: `short [[reply:s]]` });
    const folds = (await modelCalls(note)).filter((call) => systemOf(call).includes("running summary"));
    expect(folds).toHaveLength(1);
  });

  it("forgets its summary behind /new and on another way through its versions", async () => {
    const note = `secret ${crypto.randomUUID()}`;
    const session = await summarized("another-way", note);
    const edited = `edited ${crypto.randomUUID()}`;
    await askAs(OWNER, session, `${session}-1b`, {
      text: `${edited} [[reply:e]]`,
      insteadOf: `${session}-1`,
    });
    const anew = await summarized("anew", `${note} too`);
    await askAs(OWNER, anew, `${anew}-new`, { text: "/new", command: { name: "new", argument: "" } });
    await askAs(OWNER, anew, `${anew}-5`, { text: `after the break ${edited} [[reply:a]]` });
    for (const call of await modelCalls(edited)) expect(systemOf(call)).not.toContain(note);
  });

  it("goes on with it when its object was evicted, and folds what comes later into it", async () => {
    const note = `Ann sings ${crypto.randomUUID()}`;
    const session = await summarized("evicted", note);
    await evictDurableObject(conversationOf(session));
    const question = `what does Ann do ${crypto.randomUUID()}`;
    const later = `Ann dances ${crypto.randomUUID()}`;
    await askAs(OWNER, session, `${session}-4`, { text: long(`${question} [[reply:${later}]]`) });
    expect(systemOf((await modelCalls(question))[0])).toContain(`\n> ${note}`);
    await askAs(OWNER, session, `${session}-5`, { text: long("[[reply:five]]") });
    const folds = async () =>
      (await modelCalls(note)).filter((call) => systemOf(call).includes("running summary"));
    await vi.waitFor(async () => expect(await folds()).toHaveLength(2), 5_000);
    expect(String((await folds())[1]?.body.messages[1]?.content)).toContain(
      `The summary so far:\n> ${note}\n`,
    );
  });

  it("loses it with a person's words", async () => {
    const session = await summarized("erased", `gone ${crypto.randomUUID()}`);
    await conversationOf(session).erase("key:somebody-else");
    expect(await summaryOf(session)).toBeNull();
  });
});
