// Calls on a card that exists by itself.

import { wordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";
import type { CallResult } from "../channel.ts";
import { callFeishu, type FeishuApi } from "./api.ts";
import { SEQUENCE_CODE } from "./codes.ts";
import type { Job } from "./job.ts";

const CARDS = "/open-apis/cardkit/v1/cards";

/** The new card's id. */
export async function createCard(api: FeishuApi, card: JsonRecord): Promise<CallResult<string>> {
  const answer = await callFeishu(api, {
    operation: "card.create",
    method: "POST",
    path: CARDS,
    body: { type: "card_json", data: JSON.stringify(card) },
  });
  if (!answer.ok) return answer;
  const id = wordIn(answer.value.card_id);
  const message = "Feishu made a card and did not say which.";
  return id === null
    ? { ok: false, error: { kind: "refused", code: "incomplete", message, pauseMs: null } }
    : { ok: true, value: id };
}

interface CardCall {
  operation: string;
  method: "PUT" | "PATCH";
  /** Behind the card's own path. */
  path: string;
  body: JsonRecord;
}

/** With the next number; with one far above it once, where the platform says that it was too low. */
export async function callCard(job: Job, cardId: string, call: CardCall): Promise<CallResult<JsonRecord>> {
  const first = await callNumbered(job, cardId, call);
  if (first.ok || first.error.code !== SEQUENCE_CODE) return first;
  job.sequences.jump(cardId);
  return callNumbered(job, cardId, call);
}

function callNumbered(
  { api, sequences, steps }: Job,
  cardId: string,
  { operation, method, path, body }: CardCall,
): Promise<CallResult<JsonRecord>> {
  const now = api.tools.now();
  const sequence = sequences.next(cardId, steps.progress.openedAt ?? now, now);
  return callFeishu(api, {
    operation,
    method,
    path: `${CARDS}/${encodeURIComponent(cardId)}${path}`,
    body: { ...body, sequence },
  });
}
