// Conversations of the first release come to the tables of this one, and go on.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { acceptMessage } from "../../src/conversation/accept.ts";
import { DeliveryStore } from "../../src/conversation/delivery-store.ts";
import { makeTables, upgradeTables } from "../../src/conversation/tables.ts";
import { TurnStore } from "../../src/conversation/turn-store.ts";
import { message } from "./conversation-support.ts";
import { fresh } from "./support.ts";

it("a conversation of the first release keeps its turns and takes messages of the platforms' kind", async () => {
  await runInDurableObject(env.CONVERSATIONS.getByName(fresh("upgrade")), async (_, { storage }) => {
    makeTables(storage, 1);
    storage.sql.exec(
      "INSERT INTO conversation (id, name, session_id, owner, issued, title) VALUES (1, 'chat/s', 's', 'key:ada', 0, 'old')",
    );
    storage.sql.exec(
      `INSERT INTO turns (message_id, state, text, image_count, channel, user_id, request_id, skip_cache, received_at, reply)
       VALUES ('m1', 'ok', 'old question', 0, 'api', 'key:ada', 'r', 0, 1, 'old answer')`,
    );
    expect(upgradeTables(storage)).toBe(true);
    expect(upgradeTables(storage)).toBe(true);
    const turns = new TurnStore(storage.sql);
    expect(turns.conversation()).toMatchObject({ title: "old", model: null });
    const incoming = message("m2", {
      sessionId: "s",
      command: { name: "retry", argument: "" },
      text: "/retry",
    });
    const accepted = acceptMessage(turns, incoming, "chat/s", 2, () => "arrival");
    expect(accepted).toMatchObject({ ok: true, value: { turn: { question: "old question", again_of: 1 } } });
    expect([...turns.past.before(2)]).toEqual([
      { seq: 1, text: "old question", images: [], reply: "old answer" },
    ]);
    expect(new DeliveryStore(storage.sql).head()).toBeNull();
    expect(turns.erased.knownUntil()).toBeNull();
    await storage.deleteAll();
  });
});

it("a conversation that begins has the very tables of one that came through every release", async () => {
  const tablesOf = (make: (storage: DurableObjectStorage) => void) =>
    runInDurableObject(env.CONVERSATIONS.getByName(fresh("tables")), async (_, { storage }) => {
      make(storage);
      const columns = storage.sql
        .exec(
          `SELECT m.name AS of, c.cid, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m
           JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY 1, 2`,
        )
        .toArray();
      const indexes = storage.sql
        .exec("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
        .toArray();
      await storage.deleteAll();
      return { columns, indexes };
    });
  const grown = await tablesOf((storage) => {
    makeTables(storage, 1);
    upgradeTables(storage);
  });
  expect(grown.columns.length).toBeGreaterThan(50);
  expect(await tablesOf(makeTables)).toEqual(grown);
});
