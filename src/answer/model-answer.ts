// A model answers, from the documents that speak of what is asked and with the tools that it may use.
import type { Assistant } from "../core/assistant.ts";
import { type QuotedPassage, sourcesOf } from "../core/grounding.ts";
import type { ModelService, Services, Tool } from "../services.ts";
import { ground } from "./ground.ts";
import type { Made } from "./made.ts";
import type { Question } from "./make-answer.ts";
import { searchTool } from "./search-tool.ts";

export async function askModel(
  services: Services,
  model: ModelService,
  question: Question,
  onText: (text: string) => void,
  stop: AbortSignal,
): Promise<Made> {
  const { assistant } = question;
  const { messages, passages, searches, unsearched } = await ground(services, question, question.prompt);
  // What a search by the model finds joins the passages: its answer may cite all of them.
  const tools = await toolsOf(services, question, searches ? passages : null);
  const pieces: string[] = [];
  const completion = await model.complete(
    {
      messages,
      model: assistant.model,
      parameters: assistant.parameters,
      ...(tools.length > 0 && { tools }),
      ...(assistant.timeoutMs !== null && { timeoutMs: assistant.timeoutMs }),
    },
    (text) => {
      pieces.push(text);
      onText(text);
    },
    stop,
  );
  if (!completion.ok) return { failure: completion.failure };
  const { usage, truncated, fromFallback, tools: used } = completion.value;
  return {
    model: assistant.name ?? completion.value.model,
    usage,
    sources: sourcesOf(pieces.join(""), passages),
    tools: used,
    truncated,
    keep: !truncated && !fromFallback && used.length === 0 && !unsearched,
    prompt: messages,
    passages,
  };
}

/** `passages` of null: the documents are not searched. */
async function toolsOf(
  services: Services,
  { assistant, isGroup }: Question,
  passages: QuotedPassage[] | null,
): Promise<Tool[]> {
  if (assistant.tools === false) return [];
  const others = await services.toolsFor({ isGroup, wanted: assistant.tools });
  if (passages === null) return others;
  const search = searchTool(services, assistant.scope, passages);
  return wants(assistant, search.name) ? [search, ...others] : others;
}

function wants({ tools }: Assistant, name: string): boolean {
  return tools === true || (Array.isArray(tools) && tools.includes(name));
}
