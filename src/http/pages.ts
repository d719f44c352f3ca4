// The pages: static files from the build, with the headers that keep them safe.
import type { Hono } from "hono";
import { servicesOf } from "../services.ts";
import { greet, WIDGET_PATH } from "./caller.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { mount } from "./routes.ts";

/** No inline script or style, nothing from anybody else; images the person attaches are data or blob URLs. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; " +
  "frame-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/** What draws diagrams in a frame: it has no origin, reaches nobody, and only its drawing may bring styles along. */
const DIAGRAM_POLICY =
  "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'self'";

const YEAR_SECONDS = 365 * 24 * 3600;
/** A site that carries the widget asks for its loader on each of its pages. */
const LOADER_SECONDS = 600;
const LOADER_PATH = "/widget.js";

const FILES = [
  "/diagram",
  "/docs",
  "/docs/*",
  "/openapi.json",
  "/favicon.svg",
  "/icons/*",
  "/sw.js",
  "/assets/*",
];

export function mountPages(app: Hono<AppEnv>): void {
  for (const path of ["/", ...FILES])
    mount(app, path, { GET: (context) => servePage(context, context.req.raw) });
  mount(app, "/s/*", { GET: serveShared });
  // One page for all addresses of the console: it reads them itself.
  mount(app, "/admin/*", { GET: serveConsole });
  mount(app, "/manifest.webmanifest", { GET: serveManifest });
  mount(app, WIDGET_PATH, { GET: serveWidget });
  mount(app, LOADER_PATH, { GET: serveLoader });
}

/** Before the headers that hold for all pages, so that it has the last word on them. */
export async function adjustHeaders(context: AppContext, next: () => Promise<void>): Promise<void> {
  await next();
  const { path } = context.req;
  // The address of a shared conversation is nobody's business but its readers'.
  if (path.startsWith("/s/")) context.header("Referrer-Policy", "no-referrer");
  if (context.res.status >= 400 || (path !== WIDGET_PATH && path !== LOADER_PATH)) return;
  context.header("Cross-Origin-Resource-Policy", "cross-origin");
  // It knows one site only; the policy's frame-ancestors names all.
  if (path === WIDGET_PATH) context.header("X-Frame-Options", undefined);
}

/** The chat page shows a shared conversation by its address. */
async function serveShared(context: AppContext): Promise<Response> {
  const response = await servePage(context, new Request(new URL("/", context.req.url), context.req.raw));
  response.headers.set("X-Robots-Tag", "noindex");
  return response;
}

function serveConsole(context: AppContext): Promise<Response> {
  return servePage(context, new Request(new URL("/admin", context.req.url), context.req.raw));
}

async function serveWidget(context: AppContext): Promise<Response> {
  const { widgetOrigins, chatAccess } = servicesOf(context.env).config;
  const response = await servePage(context, new Request(new URL("/", context.req.url), context.req.raw));
  const framedBy = ["'self'", ...widgetOrigins].join(" ");
  response.headers.set(
    "Content-Security-Policy",
    PAGE_POLICY.replace("frame-ancestors 'self'", `frame-ancestors ${framedBy}`),
  );
  response.headers.set("X-Robots-Tag", "noindex");
  // With the page, because several of the calls that follow it start at the same time.
  if (chatAccess === "public") await greet(context);
  return context.newResponse(response.body, response);
}

/** An installed page is called what the assistant is called. */
async function serveManifest(context: AppContext): Promise<Response> {
  const { name } = servicesOf(context.env).config.persona;
  const found = await context.env.ASSETS.fetch(new Request(context.req.url));
  const manifest: object = await found.json();
  return context.json({ ...manifest, name, short_name: name }, 200, {
    "Content-Type": "application/manifest+json",
    "Cache-Control": "no-cache",
  });
}

async function serveLoader(context: AppContext): Promise<Response> {
  const response = await servePage(context, context.req.raw);
  // Said in full: a page in GBK would read it as GBK.
  response.headers.set("Content-Type", "text/javascript; charset=utf-8");
  response.headers.set("Cache-Control", `public, max-age=${LOADER_SECONDS}`);
  return response;
}

async function servePage(context: AppContext, request: Request): Promise<Response> {
  const found = await context.env.ASSETS.fetch(request);
  const response = new Response(found.body, found);
  if (found.status === 404) return context.notFound();
  const policy = context.req.path === "/diagram" ? DIAGRAM_POLICY : PAGE_POLICY;
  response.headers.set("Content-Security-Policy", policy);
  // Names under /assets carry a hash of their content; everything else is asked for anew.
  const hashed = context.req.path.startsWith("/assets/");
  // A frame without an origin of its own asks for its scripts as a stranger would.
  if (hashed) response.headers.set("Access-Control-Allow-Origin", "*");
  response.headers.set("Cache-Control", hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache");
  return response;
}
