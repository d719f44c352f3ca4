// A call of /v1 as the model gets it when it names a model file: framed by what the file says.
import type { Assistant } from "../core/assistant.ts";
import type { JsonRecord } from "../core/json.ts";
import type { PromptMessage } from "../core/prompt.ts";
import type { CompletionRequest } from "./completion-schema.ts";

type Message = CompletionRequest["messages"][number];

/** The file's prompt in front, then the caller's own, then the examples, as if they had been said before. */
export function frame(
  { systemPrompt, examples }: Assistant,
  messages: Message[],
): (Message | PromptMessage)[] {
  const found = messages.findIndex(({ role }) => role !== "system" && role !== "developer");
  const begin = found === -1 ? messages.length : found;
  const system: PromptMessage[] = systemPrompt === "" ? [] : [{ role: "system", content: systemPrompt }];
  const shown = examples.flatMap(({ user, assistant }): PromptMessage[] => [
    { role: "user", content: user },
    { role: "assistant", content: assistant },
  ]);
  return [...system, ...messages.slice(0, begin), ...shown, ...messages.slice(begin)];
}

/** What the caller says of its own accord wins. */
export function withParameters(request: CompletionRequest, { parameters }: Assistant): JsonRecord {
  const missing = Object.entries(parameters).filter(([name]) => {
    const other = name === "max_tokens" ? request.max_completion_tokens : undefined;
    return (request[name] ?? other ?? null) === null;
  });
  return { ...request, ...Object.fromEntries(missing) };
}
