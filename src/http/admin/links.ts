// POST /api/admin/links: an address with an end date, from which a server may fetch one file without a key.
import type { Hono } from "hono";
import { servicesOf } from "../../services.ts";
import { parseBody, readJson } from "../body.ts";
import { type AppContext, type AppEnv, refuse } from "../context.ts";
import { signDownload } from "../download-token.ts";
import { mount } from "../routes.ts";
import { NOT_CONFIGURED } from "./console-session.ts";
import { fileOr404 } from "./file-request.ts";
import { linkSchema } from "./link-schema.ts";

export function mountLinks(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/links", { POST: makeLink });
}

async function makeLink(context: AppContext): Promise<Response> {
  const { key, expires_in } = parseBody(linkSchema, (await readJson(context)).value);
  const { config, now } = servicesOf(context.env);
  await fileOr404(context, key);
  const end = Math.floor(now() / 1000) + expires_in;
  const token = await signDownload(config.adminToken ?? refuse(NOT_CONFIGURED), key, end);
  const url = new URL(`/download/${token}`, context.req.url).href;
  return context.json({ url, expires_at: new Date(end * 1000).toISOString() }, 201);
}
