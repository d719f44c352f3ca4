// Chat completions in the OpenAI shapes: whole, and as the chunks of an event stream.
import { isRecord, type JsonRecord } from "../core/json.ts";

export const DONE_EVENT = "data: [DONE]\n\n";

export function dataEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A completion made here, from the documents. Times are Unix seconds. */
export function embeddedCompletion(id: string, model: string, reply: string, created: number): JsonRecord {
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const message = { role: "assistant", content: reply, refusal: null };
  return {
    id,
    object: "chat.completion",
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
    usage,
  };
}

/** A whole completion as the events of a stream: role first, a finish reason last, usage when it was asked for, then [DONE]. */
export function completionEvents(completion: JsonRecord, includeUsage: boolean): string {
  const { choices, usage, ...envelope } = completion;
  const base = { ...envelope, object: "chat.completion.chunk" };
  const list = Array.isArray(choices) ? choices.filter(isRecord) : [];
  const events = list.flatMap((choice, position) => {
    const { message, finish_reason, index = position, logprobs = null } = choice;
    const first = { index, delta: firstDelta(message), logprobs, finish_reason: null };
    const last = { index, delta: {}, logprobs: null, finish_reason: finish_reason ?? "stop" };
    return [dataEvent({ ...base, choices: [first] }), dataEvent({ ...base, choices: [last] })];
  });
  if (includeUsage) events.push(dataEvent({ ...base, choices: [], usage: usage ?? null }));
  return events.join("") + DONE_EVENT;
}

/** A message as a delta: with its role, and each tool call with its place in the list. */
function firstDelta(message: unknown): JsonRecord {
  if (!isRecord(message)) return { role: "assistant", content: "" };
  const { tool_calls, ...rest } = message;
  const delta = { role: "assistant", ...rest };
  if (!Array.isArray(tool_calls)) return delta;
  const calls: JsonRecord[] = tool_calls.filter(isRecord);
  return { ...delta, tool_calls: calls.map((call, index) => ({ index, ...call })) };
}
