// No model is connected: the documents answer in their own words.
import { EMBEDDED_MODEL, type Services } from "../services.ts";
import type { Made } from "./made.ts";
import type { Question } from "./make-answer.ts";

export async function askDocuments(
  services: Services,
  { asked, assistant }: Question,
  onText: (text: string) => void,
): Promise<Made> {
  const { reply, sources } = await services.library.answer(asked, assistant.scope);
  onText(reply);
  const model = assistant.name ?? EMBEDDED_MODEL;
  return { model, usage: null, sources, tools: [], truncated: false, keep: true, prompt: [], passages: [] };
}
