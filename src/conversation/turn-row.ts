// A turn as the conversation's SQLite holds it, and as the outside sees it.
import type { Command, CommandName } from "../core/command.ts";
import type { Origin } from "../core/delivery.ts";
import type { Channel, LogRow, Outcome } from "../core/message.ts";
import type {
  Answer,
  ErrorBody,
  HistoryMessage,
  Rating,
  Source,
  ToolUse,
  TurnStatus,
  Usage,
} from "../core/wire.ts";

export type TurnState = TurnStatus | "pending";

/** A row of `turns`, column by column. Times are Unix milliseconds. */
export type TurnRow = {
  seq: number;
  message_id: string;
  state: TurnState;
  text: string;
  image_count: number;
  asked_model: string | null;
  channel: Channel;
  user_id: string;
  user_name: string | null;
  request_id: string;
  skip_cache: number;
  received_at: number;
  /** How often an answer was begun, and how often before it was last asked for. */
  runs: number;
  runs_before: number;
  log_id: string | null;
  reply: string;
  model: string | null;
  cached: number;
  truncated: number;
  usage: string | null;
  sources: string | null;
  rating: Rating | null;
  error: string | null;
  finished_at: number | null;
  /** Said to the assistant itself. */
  command: Command["name"] | null;
  argument: string | null;
  /** JSON of where the answer is sent to; null: to whoever waits for it. */
  origin: string | null;
  /** Names the message's arrival in the operator's list. */
  arrival_id: string | null;
  /** What the model is asked instead of `text`, by a turn that asks an earlier one again. */
  question: string | null;
  /** The turn that asked it first. */
  again_of: number | null;
  /** 1: it was asked again, and the later answer counts. */
  superseded: number;
  /** 1: it failed, and the operator wants to hear no more of it. */
  discarded: number;
  /** The turn before; null: the one with the next lower number. See turn-path. */
  parent: number | null;
  /** JSON of the tools that the model called; null: none. */
  tools: string | null;
  /** Of the model file that `model` names. */
  model_version: number | null;
};

export function originOf(row: TurnRow): Origin | null {
  return row.origin === null ? null : (JSON.parse(row.origin) as Origin);
}

/** The command that is answered without a model; asking again is a question like any other once there is one to ask. */
export function commandOf(row: TurnRow): { name: CommandName | "unreadable"; argument: string } | null {
  if (row.command === null || row.question !== null) return null;
  return { name: row.command, argument: row.argument ?? "" };
}

export function toAnswer(sessionId: string, row: TurnRow): Answer {
  return {
    session_id: sessionId,
    message_id: row.message_id,
    reply: row.reply,
    status: row.state === "stopped" ? "stopped" : "ok",
    model: row.model ?? "",
    cached: row.cached === 1,
    usage: row.usage === null ? null : (JSON.parse(row.usage) as Usage),
    sources: sourcesOf(row),
    ...toolsOf(row),
    ...(row.truncated === 1 && { truncated: true }),
  };
}

export function errorOf(row: TurnRow): ErrorBody | null {
  return row.error === null ? null : (JSON.parse(row.error) as ErrorBody);
}

export function sourcesOf(row: TurnRow): Source[] {
  return row.sources === null ? [] : (JSON.parse(row.sources) as Source[]);
}

function toolsOf(row: TurnRow): { tools?: ToolUse[] } {
  return row.tools === null ? {} : { tools: JSON.parse(row.tools) as ToolUse[] };
}

/** The question and, once there is one, the answer. `versions`: ids of all versions of the question. */
export function toHistory(row: TurnRow, versions: string[] = []): HistoryMessage[] {
  const question: HistoryMessage = {
    message_id: row.message_id,
    role: "user",
    content: row.text,
    timestamp: new Date(row.received_at).toISOString(),
    status: row.state,
    ...(row.image_count > 0 && { images: row.image_count }),
    ...(versions.length > 1 && { versions }),
  };
  if (row.state === "pending") return [question];
  const error = errorOf(row);
  const answer: HistoryMessage = {
    message_id: row.message_id,
    role: "assistant",
    content: row.reply,
    timestamp: new Date(row.finished_at ?? row.received_at).toISOString(),
    status: row.state,
    ...(row.model !== null && { model: row.model }),
    cached: row.cached === 1,
    rating: row.rating,
    sources: sourcesOf(row),
    ...toolsOf(row),
    ...(error !== null && { error }),
  };
  return [question, answer];
}

export function toLogRow(
  sessionId: string,
  row: TurnRow,
  outcome: Outcome,
  logId: string,
  now: number,
): LogRow {
  return {
    id: logId,
    session_id: sessionId,
    user_input: row.text,
    bot_response: outcome.reply,
    timestamp: new Date(now).toISOString(),
    channel: row.channel,
    user_id: row.user_id,
    user_name: row.user_name,
    model: outcome.model,
    model_version: outcome.modelVersion,
    status: outcome.status,
    cached: outcome.cached,
    prompt_tokens: outcome.usage?.prompt_tokens ?? null,
    completion_tokens: outcome.usage?.completion_tokens ?? null,
    latency_ms: now - row.received_at,
    first_token_ms: outcome.firstTokenAt === null ? null : outcome.firstTokenAt - row.received_at,
    rating: null,
    request_id: row.request_id,
    error: outcome.error === null ? null : `${outcome.error.code}: ${outcome.error.message}`,
  };
}

const TITLE_LENGTH = 60;

/** What a conversation is called: the first line of its first message. */
export function titleOf(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  const characters = [...line.slice(0, TITLE_LENGTH * 2)];
  return characters.length > TITLE_LENGTH
    ? `${characters.slice(0, TITLE_LENGTH - 1).join("")}…`
    : characters.join("");
}
