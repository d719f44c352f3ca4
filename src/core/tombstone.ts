// What is left of an erasure: fingerprints by which a row of an older backup is recognized, and from which nobody learns a name.
import * as v from "valibot";
import { sha256Hex } from "./identifier.ts";
import { parseJson } from "./json.ts";
import type { Erasure } from "./message.ts";

/** SHA-256 of session, person and conversation object, as far as the erasure named them. */
const TOMBSTONE = v.object({
  session: v.optional(v.string()),
  user: v.optional(v.string()),
  object: v.optional(v.string()),
  channels: v.optional(v.array(v.string())),
  /** ISO 8601: what was said later was not erased. */
  until: v.string(),
});

export type Tombstone = v.InferOutput<typeof TOMBSTONE>;

/** Whom a row is about. What a table does not know is null, and then nothing is asked of it. */
export interface RowSubject {
  session: string;
  user: string | null;
  object: string | null;
  channel: string | null;
  time: string;
}

/** Null: a target without a session and a person means nothing. */
export async function tombstoneOf(target: Erasure, now: string): Promise<Tombstone | null> {
  const { sessionId, userId, objectName, channels, until } = target;
  if (sessionId === undefined && userId === undefined) return null;
  return {
    session: await printOf(sessionId),
    user: await printOf(userId),
    object: await printOf(objectName),
    channels,
    until: until ?? now,
  };
}

async function printOf(name: string | undefined): Promise<string | undefined> {
  return name === undefined ? undefined : sha256Hex(name);
}

/** Null for what is no tombstone. */
export function parseTombstone(text: string): Tombstone | null {
  const parsed = v.safeParse(TOMBSTONE, parseJson(text));
  if (!parsed.success) return null;
  const { session, user } = parsed.output;
  return session === undefined && user === undefined ? null : parsed.output;
}

/** Many tombstones, asked of many rows. */
export class Tombstones {
  /** By the fingerprint of their session, else of their person. */
  readonly #byName = new Map<string, Tombstone[]>();
  readonly #prints = new Map<string, string>();

  constructor(tombstones: Tombstone[]) {
    for (const tombstone of tombstones) {
      const name = tombstone.session ?? tombstone.user ?? "";
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), tombstone]);
    }
  }

  async mean(row: RowSubject): Promise<boolean> {
    if (this.#byName.size === 0) return false;
    const session = await this.#print(row.session);
    const user = row.user === null ? null : await this.#print(row.user);
    const object = row.object === null ? null : await this.#print(row.object);
    const named = [...(this.#byName.get(session) ?? []), ...(this.#byName.get(user ?? "") ?? [])];
    return named.some(
      (tombstone) =>
        (tombstone.session === undefined || tombstone.session === session) &&
        (tombstone.user === undefined || tombstone.user === user) &&
        (tombstone.object === undefined || object === null || tombstone.object === object) &&
        (tombstone.channels === undefined ||
          row.channel === null ||
          tombstone.channels.includes(row.channel)) &&
        row.time <= tombstone.until,
    );
  }

  /** Rows of one conversation come one after another: each name is digested once. */
  async #print(name: string): Promise<string> {
    const known = this.#prints.get(name);
    if (known !== undefined) return known;
    const print = await sha256Hex(name);
    if (this.#prints.size > 10_000) this.#prints.clear();
    this.#prints.set(name, print);
    return print;
  }
}
