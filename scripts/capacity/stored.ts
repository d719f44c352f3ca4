// How many bytes lie where, once as much is deleted as comes.
import { type Costs, type Load, messagesOf } from "./costs.ts";
import { FILE_DAYS } from "./own-limits.ts";
import { DAYS_A_MONTH, type StoreName } from "./plans.ts";

/** `main` and `search` together are `d1`. What is never deleted is counted as it is after a month. */
export function storedBytes(
  costs: Costs,
  load: Load,
): Record<StoreName, number> & { main: number; search: number } {
  const { d1_bytes, search_bytes, object_bytes, log_bytes, backup_bytes } = costs.kinds[load.kind].kept;
  const messages = messagesOf(load);
  const days = load.keptDays === 0 ? DAYS_A_MONTH : load.keptDays;
  const kept = messages * days;
  return {
    main: kept * d1_bytes,
    search: kept * search_bytes,
    d1: kept * (d1_bytes + search_bytes),
    objects: kept * object_bytes,
    // Every night's backup holds all that is kept.
    r2: messages * FILE_DAYS * log_bytes + kept * FILE_DAYS * backup_bytes,
  };
}
