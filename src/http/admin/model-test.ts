// POST /api/admin/models/test: how a model file would answer that nobody has saved. Nothing of it is logged or kept.
import { ask } from "../../answer/make-answer.ts";
import { buildPrompt } from "../../core/prompt.ts";
import { servicesOf } from "../../services.ts";
import { parseBody, readJson } from "../body.ts";
import { type AppContext, refuse } from "../context.ts";
import { requireFitting } from "./model-request.ts";
import { modelTestSchema } from "./model-test-schema.ts";

export async function testModel(context: AppContext): Promise<Response> {
  const { file, messages } = parseBody(modelTestSchema, (await readJson(context)).value);
  requireFitting(context, file);
  const services = servicesOf(context.env);
  const assistant = services.assistants.draft(file);
  const { systemPrompt: system, examples } = assistant;
  const text = messages.at(-1)?.content ?? "";
  const before = messages.slice(0, -1);
  const [opening, question] = [
    buildPrompt({ system, summary: null, examples, turns: [], question: { text, images: [] } }).slice(0, -1),
    { role: "user" as const, content: text },
  ];
  const asked = before.filter(({ role }) => role === "user").map(({ content }) => content);
  const pieces: string[] = [];
  const made = await ask(
    services,
    {
      asked: { text, before: asked.reverse() },
      assistant,
      holdings: await services.holdings.read(),
      prompt: [...opening, ...before, question],
      isGroup: false,
      skipCache: true,
      requestId: context.var.requestId,
    },
    (piece) => pieces.push(piece),
    context.req.raw.signal,
  );
  if ("failure" in made) return refuse(made.failure);
  const { model, usage, sources, tools, prompt, passages } = made;
  return context.json({ reply: pieces.join(""), model, usage, sources, tools, prompt, passages });
}
