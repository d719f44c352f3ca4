// /v1: the OpenAI-compatible API. Stateless; bytes of the model flow through as they come.
import type { Hono } from "hono";
import { cors } from "hono/cors";
import { usableIn } from "../core/model-file.ts";
import { EMBEDDED_MODEL, servicesOf } from "../services.ts";
import { CHAT_BODY_BYTES, limitBody } from "./body.ts";
import { requireKey } from "./caller.ts";
import { complete } from "./completion.ts";
import { type AppContext, type AppEnv, refuse } from "./context.ts";
import { MODEL_NOT_FOUND } from "./model-choice.ts";
import { mount } from "./routes.ts";

/** Browsers may call /v1 from anywhere: it takes keys, not cookies. */
export const crossOrigin = cors({
  origin: "*",
  exposeHeaders: ["X-Request-Id", "X-Cache", "Retry-After"],
  maxAge: 86_400,
});

export function mountOpenAi(app: Hono<AppEnv>): void {
  app.use("/v1/*", limitBody(CHAT_BODY_BYTES));
  mount(app, "/v1/chat/completions", { POST: complete });
  mount(app, "/v1/models", { GET: listModels });
  mount(app, "/v1/models/:id{.+}", { GET: readModel });
}

interface ModelObject {
  id: string;
  object: "model";
  created: number;
  owned_by: string;
}

async function listModels(context: AppContext): Promise<Response> {
  await requireKey(context);
  return context.json({ object: "list", data: await knownModels(context) });
}

async function readModel(context: AppContext): Promise<Response> {
  await requireKey(context);
  const id = context.req.param("id");
  const model = (await knownModels(context)).find((known) => known.id === id);
  return context.json(model ?? refuse(MODEL_NOT_FOUND));
}

async function knownModels(context: AppContext): Promise<ModelObject[]> {
  const { holdings } = servicesOf(context.env);
  const [{ models }, plain] = await Promise.all([holdings.read(), plainModels(context)]);
  const files = usableIn(models, "openai").map(({ name }) => modelObject(name, 0, "clawdbot-edge"));
  return [...files, ...plain.filter(({ id }) => files.every((file) => file.id !== id))];
}

async function plainModels(context: AppContext): Promise<ModelObject[]> {
  const { model } = servicesOf(context.env);
  if (model === null) return [modelObject(EMBEDDED_MODEL, 0, "clawdbot-edge")];
  const { models } = await model.catalogue();
  const configured = model.tools.endpoints[0]?.model ?? "";
  const listed = models.map(({ id, created, ownedBy }) => modelObject(id, created, ownedBy));
  return listed.some(({ id }) => id === configured)
    ? listed
    : [modelObject(configured, 0, "configured"), ...listed];
}

function modelObject(id: string, created: number, ownedBy: string): ModelObject {
  return { id, object: "model", created, owned_by: ownedBy };
}
