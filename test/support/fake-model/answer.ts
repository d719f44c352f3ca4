// What the fake model says to a request: a pure function from request and directives to pieces.
import { type ChatRequestBody, isObject } from "./chat-request.ts";
import { type Directives, numberOf } from "./directives.ts";

interface ToolCall {
  name: string;
  arguments: string;
}

interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface ModelAnswer {
  reasoning: string[];
  /** The reply, or a tool call's arguments, cut in pieces. */
  pieces: string[];
  tool: ToolCall | null;
  finishReason: string;
  usage: Usage;
}

/** Small enough that a short sentence is a stream, with no word border to rely on. */
const PIECE_CHARACTERS = 4;
const HUGE_PIECE_CHARACTERS = 1000;

export function planAnswer(request: ChatRequestBody, text: string, directives: Directives): ModelAnswer {
  const tool = chooseTool(request, directives);
  const all = tool ? cut(tool.arguments, PIECE_CHARACTERS) : replyPieces(request, text, directives);
  const pieces = all.slice(0, request.maxTokens ?? undefined);
  const reason = pieces.length < all.length ? "length" : tool ? "tool_calls" : "stop";
  return {
    reasoning: numbered("thinking", numberOf(directives, "reasoning", 1) ?? 0),
    pieces,
    tool: tool && { ...tool, arguments: pieces.join("") },
    finishReason: directives.get("finish")?.value || reason,
    usage: countUsage(request, pieces.length),
  };
}

function replyPieces(request: ChatRequestBody, text: string, directives: Directives): string[] {
  const huge = numberOf(directives, "huge");
  const chunks = numberOf(directives, "chunks");
  const reply = huge === null ? directives.get("reply")?.value : hugeText(huge);
  if (chunks === null) {
    return cut(
      reply ?? defaultReply(request, text, directives),
      huge === null ? PIECE_CHARACTERS : HUGE_PIECE_CHARACTERS,
    );
  }
  if (reply === undefined) return numbered("piece", chunks);
  return cut(reply, Math.max(1, Math.ceil(Array.from(reply).length / Math.max(1, chunks))));
}

function defaultReply(request: ChatRequestBody, text: string, directives: Directives): string {
  if (directives.has("echo-history")) return echoHistory(request);
  if (request.responseFormat === "json_object") return JSON.stringify({ echo: text });
  if (request.responseFormat === "json_schema") return JSON.stringify(exampleOf(request.schema));
  const toolResult = request.messages.at(-1);
  if (toolResult?.role === "tool") return `The tool said: ${toolResult.text}`;
  const images = countImages(request);
  const suffix = images === 0 ? "" : ` (${images} ${images === 1 ? "image" : "images"})`;
  return (text === "" ? "ok" : text) + suffix;
}

function echoHistory(request: ChatRequestBody): string {
  return JSON.stringify(request.messages.map(({ role, text }) => ({ role, content: text })));
}

/** `[[tool:NAME {"some":"arguments"}]]`, or what `tool_choice` demands; never twice for one question. */
function chooseTool(request: ChatRequestBody, directives: Directives): ToolCall | null {
  if (request.toolNames.length === 0 || request.toolChoice === "none") return null;
  if (request.messages.at(-1)?.role === "tool") return null;
  const [wanted = "", ...rest] = (directives.get("tool")?.value ?? "").trim().split(/\s+/);
  const demanded = request.toolChoice === "required" ? request.toolNames[0] : request.toolChoice;
  const name = request.toolNames.find((known) => known === wanted || (wanted === "" && known === demanded));
  return name === undefined ? null : { name, arguments: rest.join(" ") || "{}" };
}

/** The smallest value that satisfies the plain part of a JSON schema. */
function exampleOf(schema: unknown): unknown {
  if (!isObject(schema)) return null;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.type === "object") {
    const properties = isObject(schema.properties) ? schema.properties : {};
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, exampleOf(inner)]));
  }
  if (schema.type === "array") return [exampleOf(schema.items)];
  if (schema.type === "string") return "text";
  return schema.type === "boolean" ? true : 1;
}

/** An estimate that a test can compute: four characters a token, 85 for an image, one a piece of the answer. */
function countUsage(request: ChatRequestBody, completion: number): Usage {
  const characters = request.messages.reduce((sum, message) => sum + message.text.length, 0);
  const prompt = Math.ceil(characters / 4) + 85 * countImages(request);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

export function countImages(request: ChatRequestBody): number {
  return request.messages.reduce((sum, message) => sum + message.images, 0);
}

/** By code points, so that no piece is half a character. */
function cut(text: string, length: number): string[] {
  const characters = Array.from(text);
  const count = Math.ceil(characters.length / length);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * length, (index + 1) * length).join(""),
  );
}

/** "piece 1", " piece 2" …: joined they neither begin nor end with a space. */
function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index === 0 ? "" : " "}${word} ${index + 1}`);
}

/** Lines of 80 characters, so that a splitter finds borders. */
function hugeText(length: number): string {
  const line = `${"All work and no play. ".repeat(4).slice(0, 79)}\n`;
  return line.repeat(Math.ceil(length / line.length)).slice(0, length);
}
