// The Worker's bindings with a count beside every call.
import type { Bindings } from "../../../src/bindings.ts";
import { type CountName, count } from "./counts.ts";
import { countedDatabase, memberOf } from "./databases.ts";

const KV_CALLS: Record<string, CountName> = { get: "kv_reads", put: "kv_writes" };

/** Deletions are free. */
const R2_CALLS: Record<string, CountName> = {
  get: "r2_reads",
  head: "r2_reads",
  put: "r2_writes",
  list: "r2_writes",
  createMultipartUpload: "r2_writes",
};

const OBJECTS = [
  "CONVERSATIONS",
  "COMPLETIONS",
  "DEVICE_LINKS",
  "RATE_LIMITS",
  "LOGS",
  "CARETAKER",
  "ACCOUNTS",
  "BACKUPS",
  "DOCUMENTS",
] as const satisfies (keyof Bindings)[];

/** One for each environment: services are kept by it. */
const known = new WeakMap<object, Bindings>();

export function countedBindings(bindings: Bindings): Bindings {
  const before = known.get(bindings);
  if (before !== undefined) return before;
  const counted: Record<string, unknown> = {
    ...bindings,
    DB: countedDatabase(bindings.DB),
    SEARCH: countedDatabase(bindings.SEARCH),
    CACHE: countedCalls(bindings.CACHE, (name) => KV_CALLS[name]),
    FILES: countedCalls(bindings.FILES, (name) => R2_CALLS[name]),
  };
  for (const name of OBJECTS) counted[name] = countedNamespace(bindings[name]);
  known.set(bindings, counted as unknown as Bindings);
  return counted as unknown as Bindings;
}

/** A stub's every method is a call to its object. */
function countedNamespace(namespace: object): object {
  return new Proxy(namespace, {
    get(target, name) {
      const member = memberOf(target, name);
      if (name !== "getByName" && name !== "get") return member;
      return (...values: unknown[]) =>
        countedCalls((member as (...values: unknown[]) => object)(...values), () => "durable_requests");
    },
  });
}

function countedCalls(target: object, nameOf: (method: string) => CountName | undefined): object {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      const counted = nameOf(String(name));
      return (...values: unknown[]) => {
        if (counted !== undefined) count(counted);
        return Reflect.apply(member, target, values);
      };
    },
  });
}
