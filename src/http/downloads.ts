// GET /download/:token: the file of a signed link. The token is all that it takes, so it stands in no log.
import type { Hono } from "hono";
import { servicesOf } from "../services.ts";
import { sendFile } from "./admin/file-download.ts";
import { type AppContext, type AppEnv, refuse } from "./context.ts";
import { readDownload } from "./download-token.ts";
import { mount } from "./routes.ts";

export function mountDownloads(app: Hono<AppEnv>): void {
  mount(app, "/download/:token", { GET: download });
}

async function download(context: AppContext): Promise<Response> {
  const { config, now } = servicesOf(context.env);
  const token = context.req.param("token") ?? "";
  const link = config.adminToken === null ? null : await readDownload(config.adminToken, token);
  if (link === null) return refuse(NO_SUCH_LINK);
  if (now() >= link.end * 1000) return refuse(EXPIRED);
  const response = await sendFile(context, link.key);
  response.headers.set("Cache-Control", "private, no-store, no-transform");
  return response;
}

const NO_SUCH_LINK = {
  kind: "not_found",
  code: "link_not_found",
  message: "There is no such link. Copy it whole, or ask the operator for a new one.",
} as const;

const EXPIRED = {
  kind: "forbidden",
  code: "link_expired",
  message: "This link has expired. Ask the operator for a new one.",
} as const;
