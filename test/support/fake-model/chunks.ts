// The JSON objects of an answer in OpenAI's shapes, streamed and whole.
import type { ModelAnswer } from "./answer.ts";
import type { ChatRequestBody } from "./chat-request.ts";

export type Delta = Record<string, unknown>;

export interface AnswerHead {
  id: string;
  /** Seconds since the epoch. */
  created: number;
  request: ChatRequestBody;
}

const CALL_ID = "call_fake_1";

/** One chunk a choice: OpenAI sends the choices of `n` one by one. */
export function deltaChunks(head: AnswerHead, delta: Delta, piece?: string): unknown[] {
  const logprobs =
    head.request.logprobs && piece !== undefined ? logprobsOf([piece], head.request.topLogprobs) : null;
  return choices(head, (index) => ({ index, delta, logprobs, finish_reason: null }));
}

export function finishChunks(head: AnswerHead, finishReason: string): unknown[] {
  return choices(head, (index) => ({ index, delta: {}, logprobs: null, finish_reason: finishReason }));
}

export function usageChunk(head: AnswerHead, answer: ModelAnswer): unknown {
  return { ...common(head, "chat.completion.chunk"), choices: [], usage: answer.usage };
}

/** What each piece of the answer puts into its delta; a tool call is opened by its name. */
export function pieceDelta(answer: ModelAnswer, index: number): Delta {
  const piece = answer.pieces[index] ?? "";
  if (answer.tool === null) return { content: piece };
  const opening = index === 0 ? { id: CALL_ID, type: "function" } : {};
  const name = index === 0 ? { name: answer.tool.name } : {};
  return { tool_calls: [{ index: 0, ...opening, function: { ...name, arguments: piece } }] };
}

export function wholeAnswer(head: AnswerHead, answer: ModelAnswer, withUsage: boolean): unknown {
  const { request } = head;
  const logprobs = request.logprobs && !answer.tool ? logprobsOf(answer.pieces, request.topLogprobs) : null;
  const message = wholeMessage(answer);
  return {
    ...common(head, "chat.completion"),
    choices: range(request.choices).map((index) => ({
      index,
      message,
      logprobs,
      finish_reason: answer.finishReason,
    })),
    ...(withUsage ? { usage: answer.usage } : {}),
  };
}

function wholeMessage(answer: ModelAnswer): Delta {
  const message: Delta = {
    role: "assistant",
    content: answer.tool ? null : answer.pieces.join(""),
    refusal: null,
  };
  if (answer.reasoning.length > 0) message.reasoning_content = answer.reasoning.join("");
  if (answer.tool) message.tool_calls = [{ id: CALL_ID, type: "function", function: answer.tool }];
  return message;
}

function choices(head: AnswerHead, choice: (index: number) => unknown): unknown[] {
  const usage = head.request.includeUsage ? { usage: null } : {};
  const chunk = common(head, "chat.completion.chunk");
  return range(head.request.choices).map((index) => ({ ...chunk, choices: [choice(index)], ...usage }));
}

function common(head: AnswerHead, object: string): Delta {
  return {
    id: head.id,
    object,
    created: head.created,
    model: head.request.model,
    system_fingerprint: "fp_fake",
  };
}

function logprobsOf(pieces: string[], top: number): unknown {
  const entry = (token: string) => ({ token, logprob: -0.5, bytes: [...Buffer.from(token)] });
  const content = pieces.map((piece) => ({
    ...entry(piece),
    top_logprobs: range(top).map(() => entry(piece)),
  }));
  return { content, refusal: null };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
