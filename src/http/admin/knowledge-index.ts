// /api/admin/knowledge-index: how far the index of the documents is. /api/admin/knowledge-search: what it finds for a question, and why.
import type { Hono } from "hono";
import { servicesOf } from "../../services.ts";
import { parseBody, readJson } from "../body.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { documentKeeper } from "../objects.ts";
import { mount } from "../routes.ts";
import { knowledgeSearchSchema } from "./knowledge-schema.ts";

const PASSAGES = 5;

export function mountKnowledgeIndex(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/knowledge-index", {
    GET: async (context: AppContext) => context.json(await documentKeeper(context.env).state()),
    POST: async (context: AppContext) => context.json(await documentKeeper(context.env).rebuild(), 202),
  });
  mount(app, "/api/admin/knowledge-search", { POST: searchKnowledge });
}

async function searchKnowledge(context: AppContext): Promise<Response> {
  const { question, before, tags, limit } = parseBody(knowledgeSearchSchema, (await readJson(context)).value);
  const { retrieve } = servicesOf(context.env);
  const scope = tags == null || tags.length === 0 ? "all" : { tags };
  return context.json(await retrieve({ text: question, before: before ?? [] }, scope, limit ?? PASSAGES));
}
