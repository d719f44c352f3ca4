// Answers as the cache keeps them, and what shapes an answer.
import { isRecord, parseJson } from "../core/json.ts";
import type { Source, Usage } from "../core/wire.ts";
import { EMBEDDED_MODEL, type Services } from "../services.ts";
import type { Question } from "./make-answer.ts";

export interface CachedAnswer {
  reply: string;
  model: string;
  usage: Usage | null;
  sources: Source[];
}

/** Everything that shapes the answer; the prompt holds system prompt, summary, history, question and images. */
export async function answerKey(services: Services, question: Question): Promise<string> {
  const { assistant, asked, holdings, prompt, isGroup } = question;
  const { name, version, endpoint, model, parameters, scope, tools } = assistant;
  const documents = scope === "none" ? null : [holdings.knowledge.revision, scope];
  const service = services.modelAt(endpoint);
  const parts =
    service === null
      ? [EMBEDDED_MODEL, name, await services.library.version(), documents, asked]
      : [
          [
            service.tools.endpoints[0]?.baseUrl,
            model ?? services.config.modelName,
            name,
            version,
            parameters,
          ],
          // A question is looked up in the light of those before it, of which the prompt may hold none.
          [documents && [...documents, asked.before], tools === false ? null : [tools, isGroup]],
          prompt,
        ];
  return services.cache.key("chat", parts);
}

export function readCached(value: string | null): CachedAnswer | null {
  const parsed = value === null ? null : parseJson(value);
  if (!isRecord(parsed) || typeof parsed.reply !== "string" || typeof parsed.model !== "string") return null;
  const { reply, model } = parsed;
  return { reply, model, usage: readUsage(parsed.usage), sources: readSources(parsed.sources) };
}

function readUsage(value: unknown): Usage | null {
  if (!isRecord(value)) return null;
  const count = (name: string) => Number(value[name] ?? 0);
  return {
    prompt_tokens: count("prompt_tokens"),
    completion_tokens: count("completion_tokens"),
    total_tokens: count("total_tokens"),
  };
}

function readSources(value: unknown): Source[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.filter(isRecord).map(({ title, url, snippet, number }) => ({
    title: String(title),
    snippet: String(snippet),
    ...(typeof url === "string" && { url }),
    ...(typeof number === "number" && { number }),
  }));
}
