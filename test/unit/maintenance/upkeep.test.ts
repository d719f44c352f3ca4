// The walk through the list of conversations: a hundred a round, at most once a day, and on the next day from where it was.
import { beforeEach, expect, it } from "vitest";
import { DAY_MS } from "../../../src/core/retention.ts";
import { expireConversations } from "../../../src/maintenance/upkeep.ts";
import type { ServiceBindings, Services } from "../../../src/services.ts";
import { PlayedStorage } from "./played.ts";

const NOON = Date.parse("2026-11-26T12:00:00Z");
const nameOf = (place: number) => `chat/${String(place).padStart(4, "0")}`;

let storage: PlayedStorage;
let listed: string[];
let expired: string[];
/** Conversations that could not be asked. */
let away: Set<string>;

beforeEach(() => {
  storage = new PlayedStorage();
  listed = Array.from({ length: 250 }, (_, place) => nameOf(place));
  expired = [];
  away = new Set();
});

const services = () =>
  ({
    config: { operations: { retentionDays: 30 } },
    telemetry: { write: () => undefined },
    retention: {
      conversations: async (_before: number, after: string, limit: number) =>
        listed
          .filter((name) => name > after)
          .slice(0, limit)
          .map((name) => ({ name, quiet: true })),
      deleteConversations: async (names: string[]) => {
        listed = listed.filter((name) => !names.includes(name));
      },
    },
  }) as unknown as Services;

const env = {
  CONVERSATIONS: {
    getByName: (name: string) => ({
      expire: async () => {
        if (away.has(name)) throw new Error("being moved");
        expired.push(name);
      },
    }),
  },
} as unknown as ServiceBindings;

const round = (at: number) => expireConversations(services(), env, storage.storage, at);

it("a list that is longer than a day's walk is gone through to its end", async () => {
  await round(NOON);
  expect(expired).toEqual(Array.from({ length: 100 }, (_, place) => nameOf(place)));
  // New ones stand before that place; with a walk that begins anew each day they would be in the way for ever.
  listed.unshift("chat/0000-new");
  await round(NOON + DAY_MS);
  await round(NOON + 2 * DAY_MS);
  expect(expired).toHaveLength(250);
  expect(expired.at(-1)).toBe(nameOf(249));
});

it("behind its end it rests until the next day", async () => {
  for (let minute = 0; minute < 5; minute += 1) await round(NOON + minute * 60_000);
  expect(expired).toHaveLength(250);
  listed = ["chat/late"];
  await round(NOON + 10 * 60_000);
  expect(expired).toHaveLength(250);
  await round(NOON + DAY_MS);
  expect(expired.at(-1)).toBe("chat/late");
});

it("one that cannot be asked stays in the list and holds up no other", async () => {
  away.add(nameOf(3));
  for (let minute = 0; minute < 3; minute += 1) await round(NOON + minute * 60_000);
  expect([expired.length, listed]).toEqual([249, [nameOf(3)]]);
});
