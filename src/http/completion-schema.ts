// What /v1/chat/completions looks at. Everything else passes through to the model as it came.
import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const messageSchema = v.looseObject({
  role: v.picklist(
    ["system", "developer", "user", "assistant", "tool", "function"],
    "must be system, developer, user, assistant, tool or function",
  ),
  content: v.optional(v.nullable(v.union([v.string(), v.array(v.looseObject({ type: v.string() }))]))),
});

export const completionRequestSchema = v.looseObject({
  model: v.pipe(v.string(), v.minLength(1, "must not be empty"), v.maxLength(200)),
  messages: v.pipe(v.array(messageSchema), v.minLength(1, "must hold at least one message")),
  stream: v.optional(v.nullable(v.boolean())),
  stream_options: v.optional(
    v.nullable(v.looseObject({ include_usage: v.optional(v.nullable(v.boolean())) })),
  ),
  temperature: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(2)))),
  top_p: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))),
  n: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(128)))),
  max_tokens: v.optional(v.nullable(count)),
  max_completion_tokens: v.optional(v.nullable(count)),
  stop: v.optional(v.nullable(v.union([v.string(), v.array(v.string())]))),
  tools: v.optional(v.nullable(v.array(v.looseObject({ type: v.string() })))),
  user: v.optional(v.nullable(v.string())),
});

export type CompletionRequest = v.InferOutput<typeof completionRequestSchema>;

/** The text of the last message of the user, for the log and for the documents' answer. */
export function lastQuestion(request: CompletionRequest): string {
  const content = request.messages.findLast((message) => message.role === "user")?.content;
  if (typeof content === "string") return content;
  const parts = (content ?? []).map((part) => (typeof part.text === "string" ? part.text : ""));
  return parts.filter((text) => text !== "").join("\n");
}
