// The pages: static files from the build, with the headers that keep them safe.
import type { Hono } from "hono";
import type { AppContext, AppEnv } from "./context.ts";
import { mount } from "./routes.ts";

/** No inline script or style, nothing from anybody else; images the person attaches are data or blob URLs. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

const YEAR_SECONDS = 365 * 24 * 3600;

export function mountPages(app: Hono<AppEnv>): void {
  for (const path of ["/", "/docs", "/docs/*", "/openapi.json", "/favicon.svg", "/assets/*"])
    mount(app, path, { GET: (context) => servePage(context, context.req.raw) });
  mount(app, "/s/*", { GET: serveShared });
  // One page for all addresses of the console: it reads them itself.
  mount(app, "/admin/*", { GET: serveConsole });
}

/** The chat page shows a shared conversation by its address, which is nobody's business but the readers'. */
async function serveShared(context: AppContext): Promise<Response> {
  const response = await servePage(context, new Request(new URL("/", context.req.url), context.req.raw));
  response.headers.set("X-Robots-Tag", "noindex");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

function serveConsole(context: AppContext): Promise<Response> {
  return servePage(context, new Request(new URL("/admin", context.req.url), context.req.raw));
}

async function servePage(context: AppContext, request: Request): Promise<Response> {
  const found = await context.env.ASSETS.fetch(request);
  const response = new Response(found.body, found);
  if (found.status === 404) return context.notFound();
  response.headers.set("Content-Security-Policy", PAGE_POLICY);
  // Names under /assets carry a hash of their content; everything else is asked for anew.
  const hashed = context.req.path.startsWith("/assets/");
  response.headers.set("Cache-Control", hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache");
  return response;
}
