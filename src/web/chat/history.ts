// What the server keeps of a conversation → messages as the page shows them.
import type { HistoryMessage, HistoryPage } from "../../core/wire.ts";
import { type Failure, failureOfEnvelope } from "./failure.ts";
import { emptyAnswer, type Message, newQuestion, type UserMessage } from "./message.ts";

function failureOfHistory(row: HistoryMessage): Failure | null {
  if (row.status !== "failed") return null;
  const error = row.error ?? { message: "", type: "", code: "unknown", param: null };
  return failureOfEnvelope({ error, request_id: "" });
}

function messageOfRow(row: HistoryMessage): Message {
  const { message_id: id, content: text, timestamp } = row;
  if (row.role === "user") {
    return newQuestion(id, text, timestamp, { imageCount: row.images ?? 0, versions: row.versions ?? [] });
  }
  return {
    ...emptyAnswer(id, row.status === "pending" ? "waiting" : row.status, timestamp),
    text,
    model: row.model ?? "",
    cached: row.cached ?? false,
    rating: row.rating ?? null,
    sources: row.sources ?? [],
    tools: row.tools ?? [],
    failure: failureOfHistory(row),
  };
}

/** Rows as messages; a question that failed before any answer was stored gets an answer that says so. */
export function messagesOfPage(page: HistoryPage): Message[] {
  return page.messages.flatMap((row, index) => {
    const message = messageOfRow(row);
    const unanswered = row.role === "user" && page.messages[index + 1]?.role !== "assistant";
    if (!unanswered || row.status === "pending" || row.status === "ok") return [message];
    const answer = emptyAnswer(row.message_id, row.status, row.timestamp);
    return [message, { ...answer, failure: failureOfHistory(row) }];
  });
}

/** The last question of a page, when its answer is still being made. */
export function pendingQuestion(page: HistoryPage): UserMessage | null {
  const row = page.messages.findLast((candidate) => candidate.role === "user");
  if (row?.status !== "pending") return null;
  const message = messageOfRow(row);
  return message.role === "user" ? message : null;
}
