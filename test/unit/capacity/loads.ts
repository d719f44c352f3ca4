// Costs with round numbers, so that what follows from them can be worked out by hand.
import {
  type Costs,
  KINDS,
  type Load,
  RESOURCES,
  type Resource,
  type Use,
} from "../../../scripts/capacity/costs.ts";

export function use(amounts: Partial<Record<Resource, number | null>> = {}): Use {
  return { ...(Object.fromEntries(RESOURCES.map((name) => [name, 0])) as Use), ...amounts };
}

/** Every message: two requests, ten KV writes, five rows in objects; 1,000 bytes in the main database. */
export function roundCosts(): Costs {
  const kind = {
    counted: ["kv_writes"],
    message: use({ worker_requests: 1, kv_writes: 10, durable_rows_written: 5, platform_calls: 20 }),
    conversation: use({ worker_requests: 5 }),
    expiry: use({ d1_rows_written: 10 }),
    kept: { d1_bytes: 1_000, search_bytes: 500, object_bytes: 10_000, log_bytes: 0, backup_bytes: 100 },
  };
  return {
    conditions: { counted_on: "2026-11-25", turns: 5, answer_seconds: 10, answer_bytes: 1_200 },
    kinds: Object.fromEntries(KINDS.map((name) => [name, structuredClone(kind)])) as Costs["kinds"],
    day: { counted: [], use: use({ worker_requests: 1_000 }) },
  };
}

export const LOAD: Load = { kind: "web", conversations: 1_000, turns: 5, keptDays: 30 };
