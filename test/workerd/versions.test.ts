// Versions of a message: edited or asked once more, each with what followed it; and the way through them that is shown.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { acceptMessage } from "../../src/conversation/accept.ts";
import { makeTables } from "../../src/conversation/tables.ts";
import { TurnStore } from "../../src/conversation/turn-store.ts";
import type { IncomingMessage } from "../../src/core/message.ts";
import type { HistoryPage } from "../../src/core/wire.ts";
import { message, outcome } from "./conversation-support.ts";
import { bearer, call, conversationOf, fresh, KEY, modelCalls, OTHER_KEY, postJson, say } from "./support.ts";

const ada = bearer(KEY);

async function history(session: string, query = ""): Promise<HistoryPage> {
  const response = await call(`/api/chat/${session}${query}`, { headers: ada });
  expect(response.status).toBe(200);
  return response.json<HistoryPage>();
}

async function questions(session: string): Promise<string[]> {
  return (await history(session)).messages
    .filter(({ role }) => role === "user")
    .map(({ content }) => content);
}

describe("another version of a message", () => {
  it("is answered with what stood before the first one only, is shown in its place, and both are kept", async () => {
    const first = await say("one");
    const session_id = first.session_id;
    const old = fresh("old");
    await say(old, { session_id, message_id: "m2" });
    await say("behind the old", { session_id });
    const edited = fresh("edited");
    await say(edited, { session_id, message_id: "m2b", instead_of: "m2" });
    expect(await questions(session_id)).toEqual(["one", edited]);
    const [asked] = await modelCalls(edited);
    expect(asked?.body.messages.slice(1).map(({ content }) => content)).toEqual(["one", first.reply, edited]);
    const { messages } = await history(session_id);
    expect(messages.map(({ versions }) => versions)).toEqual([
      undefined,
      undefined,
      ["m2", "m2b"],
      undefined,
    ]);

    expect((await postJson(`/api/chat/${session_id}/version`, { message_id: "m2" }, ada)).status).toBe(200);
    expect(await questions(session_id)).toEqual(["one", old, "behind the old"]);
    const third = fresh("third");
    await say(third, { session_id });
    const [goesOn] = await modelCalls(third);
    expect(goesOn?.body.messages.map(({ content }) => content)).toContain("behind the old");
    expect(JSON.stringify(goesOn?.body.messages)).not.toContain(edited);
    await postJson(`/api/chat/${session_id}/version`, { message_id: "m2b" }, ada);
    expect(await questions(session_id)).toEqual(["one", edited]);
  });

  it("of the very first message begins anew, and takes its images along unless it brings others", async () => {
    const images = ["data:image/png;base64,iVBORw0KGgo="];
    const { session_id } = await say(fresh("picture"), { message_id: "a", images });
    const again = fresh("again");
    await say(again, { session_id, message_id: "b", instead_of: "a" });
    const [asked] = await modelCalls(again);
    expect(JSON.stringify(asked?.body.messages.at(-1))).toContain("image_url");
    expect((await history(session_id)).messages[0]).toMatchObject({ images: 1, versions: ["a", "b"] });
  });

  it("is the same one when it is posted again, wherever that says it belongs", async () => {
    const [a, b] = [fresh("a"), fresh("b")];
    const { session_id } = await say("one", { message_id: a });
    const more = { session_id, message_id: b, instead_of: a };
    const reply = await say("two", more);
    expect(await say("two", { ...more, instead_of: b })).toEqual(reply);
    expect((await history(session_id)).messages[0]?.versions).toEqual([a, b]);
  });

  it("that asked again what stands on another way takes nothing from this one", async () => {
    await runInDurableObject(env.CONVERSATIONS.getByName(fresh("again")), async (_, { storage }) => {
      makeTables(storage);
      const turns = new TurnStore(storage.sql);
      const answer = (id: string, more: Partial<IncomingMessage> = {}) => {
        acceptMessage(turns, message(id, more), "chat/t", 0, () => "");
        const turn = turns.byMessageId(id);
        turns.finish(turn?.seq ?? 0, { ...outcome({ status: "failed" }), status: "ok" }, id, 0);
        if (turn?.again_of != null) turns.supersede(turn.seq, turn.again_of);
        return turn?.seq ?? 0;
      };
      answer("m1");
      answer("m2", { text: "/retry", command: { name: "retry", argument: "" } });
      const past = (seq: number) => [...turns.past.before(seq)].map(({ text }) => text);
      expect(past(answer("m3"))).toEqual(["text of m1"]);
      expect(past(answer("m4", { insteadOf: "m2" }))).toEqual(["text of m1"]);
      await storage.deleteAll();
    });
  });

  it("keeps its place when the one that stood before it is erased with its sender", async () => {
    await runInDurableObject(env.CONVERSATIONS.getByName(fresh("erased")), async (_, { storage }) => {
      makeTables(storage);
      const turns = new TurnStore(storage.sql);
      const add = (id: string, owner: string, insteadOf?: string) => {
        const more = insteadOf === undefined ? { owner } : { owner, insteadOf };
        acceptMessage(turns, message(id, more), "chat/t", 0, () => "");
        turns.finish(turns.byMessageId(id)?.seq ?? 0, outcome({ status: "failed" }), id, 0);
      };
      add("m1", "key:ada");
      add("m2", "key:bob");
      add("m3", "key:ada", "m2");
      add("m4", "key:bob");
      storage.sql.exec("UPDATE conversation SET pinned = 1, last_shown = 3");
      turns.erased.erase("key:ada", 0);
      expect(turns.conversation()).toMatchObject({ owner: "key:bob", title: "text of m2", pinned: 0 });
      turns.path.show(4);
      expect(turns.page(9, null).messages.map(({ message_id }) => message_id)).toEqual(["m4", "m4"]);
      add("m5", "key:bob");
      expect(turns.page(9, null).messages.map(({ message_id }) => message_id)).toEqual([
        "m4",
        "m4",
        "m5",
        "m5",
      ]);
      await storage.deleteAll();
    });
  });

  it("of a message that is not there, or in somebody else's conversation, is refused and changes nothing", async () => {
    const { session_id } = await say("one", { message_id: "a", session_id: fresh("mine") });
    for (const body of [{ session_id }, {}, { session_id: fresh("nowhere") }]) {
      const refused = await postJson("/api/chat", { message: "x", instead_of: "no", ...body }, ada);
      expect(refused.status).toBe(404);
      expect(await refused.json()).toMatchObject({
        error: { code: "message_not_found", param: "instead_of" },
      });
    }
    const foreign = bearer(OTHER_KEY);
    const path = `/api/chat/${session_id}/version`;
    expect((await postJson(path, { message_id: "a" }, foreign)).status).toBe(403);
    expect((await postJson(path, { message_id: "none" }, ada)).status).toBe(404);
    expect((await postJson(path, {}, ada)).status).toBe(400);
    expect(await questions(session_id)).toEqual(["one"]);
    const guessed = fresh("guessed");
    await postJson("/api/chat", { message: "x", instead_of: "no", session_id: guessed }, ada);
    await runInDurableObject(conversationOf(guessed), (_, { storage }) => {
      expect([...storage.kv.list()]).toEqual([]);
    });
  });
});

/** What a conversation with versions is, told in the plainest way: every message knows the one before it. */
class Tree {
  readonly parents = new Map<string, string | null>();
  readonly order: string[] = [];
  end: string | null = null;

  add(id: string, parent: string | null): void {
    this.parents.set(id, parent);
    this.order.push(id);
    this.end = id;
  }

  path(): string[] {
    const path: string[] = [];
    for (let id = this.end; id !== null; id = this.parents.get(id) ?? null) path.unshift(id);
    return path;
  }

  versions(id: string): string[] {
    return this.order.filter((other) => this.parents.get(other) === this.parents.get(id));
  }

  show(id: string): void {
    const isBelow = (other: string | null): boolean =>
      other !== null && (other === id || isBelow(this.parents.get(other) ?? null));
    this.end = this.order.findLast(isBelow) ?? id;
  }

  /** One that is gone: those behind it close up, and what stood before it is shown. */
  remove(id: string): void {
    const parent = this.parents.get(id) ?? null;
    for (const [other, before] of this.parents) if (before === id) this.parents.set(other, parent);
    this.parents.delete(id);
    this.order.splice(this.order.indexOf(id), 1);
    if (this.end === id) this.end = parent ?? this.order.at(-1) ?? null;
  }

  /** A failed message goes to the end; those behind it close up. */
  move(id: string): void {
    const parent = this.parents.get(id) ?? null;
    const end = this.end === id ? parent : this.end;
    for (const [other, before] of this.parents) if (before === id) this.parents.set(other, parent);
    this.order.splice(this.order.indexOf(id), 1);
    this.add(id, end);
  }
}

/** Small and the same in each run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe("the way through versions", () => {
  it("is what a plain tree says, whatever is added, shown, deleted and asked again, and pages of any size together are it", async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      await runInDurableObject(env.CONVERSATIONS.getByName(fresh("tree")), async (_, { storage }) => {
        makeTables(storage);
        const turns = new TurnStore(storage.sql);
        const tree = new Tree();
        const random = randomOf(seed);
        const accept = (id: string, insteadOf?: string) =>
          acceptMessage(
            turns,
            message(id, { sessionId: "t", ...(insteadOf !== undefined && { insteadOf }) }),
            "chat/t",
            0,
            () => "",
          );
        const finish = (id: string) =>
          turns.finish(turns.byMessageId(id)?.seq ?? 0, outcome({ status: "failed" }), id, 0);
        for (let step = 0; step < 40; step += 1) {
          const some = tree.order[random(tree.order.length)];
          const act = random(5);
          if (act === 0 || some === undefined) {
            tree.add(`m${step}`, tree.end);
            accept(`m${step}`);
          } else if (act === 1) {
            tree.add(`m${step}`, tree.parents.get(some) ?? null);
            accept(`m${step}`, some);
          } else if (act === 2) {
            tree.show(some);
            turns.path.show(turns.byMessageId(some)?.seq ?? 0);
          } else if (act === 3) {
            tree.remove(some);
            turns.path.delete("message_id = ?", some);
          } else {
            tree.move(some);
            accept(some);
          }
          for (const id of tree.order) finish(id);
          const path = tree.path();
          const shown = [...turns.path.upFrom(turns.path.end())].reverse();
          expect([seed, step, shown.map(({ message_id }) => message_id)]).toEqual([seed, step, path]);
          expect(shown.map((row) => turns.path.versions(row))).toEqual(
            path.map((id) => (hasBranches(storage) ? tree.versions(id) : [])),
          );
          expect(paged(turns, 1 + random(7))).toEqual(path.flatMap((id) => [id, id]));
        }
        await storage.deleteAll();
      });
    }
  });
});

function hasBranches({ sql }: DurableObjectStorage): boolean {
  return sql.exec("SELECT 1 FROM turns WHERE parent IS NOT NULL LIMIT 1").toArray().length > 0;
}

function paged(turns: TurnStore, limit: number): string[] {
  const ids: string[] = [];
  for (let position: number | null = null, more = true; more; more = position !== null) {
    const page = turns.page(limit, position);
    ids.unshift(...page.messages.map(({ message_id }) => message_id));
    position = page.next;
  }
  return ids;
}
