// One piece of a streamed completion, read leniently: compatible servers deviate in many small ways.
import { isRecord, type JsonRecord, parseJson } from "../core/json.ts";
import type { Usage } from "../core/wire.ts";

/** A piece of a call of a tool. Some servers send a call whole, and without its index. */
export interface ToolCallPiece {
  index: number;
  id: string;
  name: string;
  /** JSON, or a part of it. */
  args: string;
}

export interface Chunk {
  /** Text of the first choice. */
  text: string;
  /** Of the first choice. */
  finishReason: string | null;
  /** Of every choice that ends here. */
  finishReasons: string[];
  usage: Usage | null;
  hasToolCalls: boolean;
  /** Of the first choice. */
  toolCalls: ToolCallPiece[];
  /** The server reported an error in mid-stream. */
  failed: boolean;
}

/** Reads the data of one event (or a whole, unstreamed completion). Undefined when it is no JSON object. */
export function readChunk(data: string): Chunk | undefined {
  const json = parseJson(data);
  if (!isRecord(json)) return undefined;
  const all: unknown[] = Array.isArray(json.choices) ? json.choices : [];
  const choices = all.filter(isRecord);
  const first = choices.find(({ index }) => index === undefined || index === 0) ?? {};
  return {
    text: readText(deltaOf(first).content),
    finishReason: finishReasonOf(first),
    finishReasons: choices.map(finishReasonOf).filter((reason) => reason !== null),
    usage: readUsage(json.usage),
    hasToolCalls: choices.some((choice) => isFilledList(deltaOf(choice).tool_calls)),
    toolCalls: readToolCalls(deltaOf(first).tool_calls),
    failed: json.error !== undefined && json.error !== null,
  };
}

function deltaOf({ delta, message }: JsonRecord): JsonRecord {
  if (isRecord(delta)) return delta;
  return isRecord(message) ? message : {};
}

/** Some servers send an empty one until the last. */
function finishReasonOf({ finish_reason }: JsonRecord): string | null {
  return typeof finish_reason === "string" && finish_reason !== "" ? finish_reason : null;
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function readToolCalls(calls: unknown): ToolCallPiece[] {
  const list: unknown[] = Array.isArray(calls) ? calls : [];
  return list.filter(isRecord).map(({ index, id, function: called }, place) => {
    const { name, arguments: args } = isRecord(called) ? called : {};
    return {
      index: typeof index === "number" ? index : place,
      id: typeof id === "string" ? id : "",
      name: typeof name === "string" ? name : "",
      args: typeof args === "string" ? args : isRecord(args) ? JSON.stringify(args) : "",
    };
  });
}

function readText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isRecord(part) && typeof part.text === "string" ? part.text : "")).join("");
}

export function readUsage(usage: unknown): Usage | null {
  if (!isRecord(usage)) return null;
  const count = (name: string): number => {
    const value = usage[name];
    return typeof value === "number" && Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0;
  };
  const prompt = count("prompt_tokens");
  const completion = count("completion_tokens");
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: count("total_tokens") || prompt + completion,
  };
}
