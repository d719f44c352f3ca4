// The body of a chat completion request, read leniently: only what the fake model acts on.

export interface ChatMessage {
  role: string;
  /** All text parts joined. */
  text: string;
  images: number;
}

export interface ChatRequestBody {
  model: string;
  messages: ChatMessage[];
  stream: boolean;
  includeUsage: boolean;
  choices: number;
  logprobs: boolean;
  topLogprobs: number;
  maxTokens: number | null;
  toolNames: string[];
  /** A tool that the caller insists on; `required` stands for any. */
  toolChoice: string | null;
  responseFormat: "text" | "json_object" | "json_schema";
  schema: unknown;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Null for text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Null when it is no chat completion request at all. */
export function readChatRequest(body: unknown): ChatRequestBody | null {
  if (!isObject(body) || typeof body.model !== "string" || !Array.isArray(body.messages)) return null;
  const streamOptions = isObject(body.stream_options) ? body.stream_options : {};
  return {
    model: body.model,
    messages: body.messages.filter(isObject).map(readMessage),
    stream: body.stream === true,
    includeUsage: streamOptions.include_usage === true,
    choices: numberFrom(body.n) ?? 1,
    logprobs: body.logprobs === true,
    topLogprobs: numberFrom(body.top_logprobs) ?? 0,
    maxTokens: numberFrom(body.max_completion_tokens) ?? numberFrom(body.max_tokens),
    toolNames: readToolNames(body.tools),
    toolChoice: readToolChoice(body.tool_choice),
    ...readResponseFormat(body.response_format),
  };
}

export function lastUserMessage(messages: readonly ChatMessage[]): string {
  return messages.findLast((message) => message.role === "user")?.text ?? "";
}

function readMessage(message: JsonObject): ChatMessage {
  const parts: JsonObject[] = Array.isArray(message.content) ? message.content.filter(isObject) : [];
  const texts = parts.map((part) => (typeof part.text === "string" ? part.text : ""));
  return {
    role: String(message.role),
    text: typeof message.content === "string" ? message.content : texts.join(""),
    images: parts.filter((part) => part.type === "image_url").length,
  };
}

function readToolNames(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  const functions = tools.filter(isObject).map((tool) => tool.function);
  return functions.filter(isObject).map((definition) => String(definition.name));
}

function readToolChoice(choice: unknown): string | null {
  if (typeof choice === "string") return choice;
  return isObject(choice) && isObject(choice.function) ? String(choice.function.name) : null;
}

function readResponseFormat(format: unknown): Pick<ChatRequestBody, "responseFormat" | "schema"> {
  if (!isObject(format)) return { responseFormat: "text", schema: null };
  if (format.type === "json_object") return { responseFormat: "json_object", schema: null };
  if (format.type !== "json_schema" || !isObject(format.json_schema))
    return { responseFormat: "text", schema: null };
  return { responseFormat: "json_schema", schema: format.json_schema.schema };
}

function numberFrom(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
