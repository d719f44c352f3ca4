// What is mounted where, and the one place where an error becomes a response.
import type { Hono } from "hono";
import { HonoBase } from "hono/hono-base";
import { requestId } from "hono/request-id";
import { TrieRouter } from "hono/router/trie-router";
import { secureHeaders } from "hono/secure-headers";
import { describeFailure, type Failure, FailureError } from "./core/error.ts";
import { faultMessage, isPassingFault } from "./core/fault.ts";
import { logAccess } from "./http/access-log.ts";
import { mountAdmin } from "./http/admin/admin.ts";
import { mountChat } from "./http/chat.ts";
import { mountChatSession } from "./http/chat-session.ts";
import { type AppContext, type AppEnv, refuse } from "./http/context.ts";
import { mountDevices } from "./http/devices.ts";
import { mountDownloads } from "./http/downloads.ts";
import { mountHealth } from "./http/health.ts";
import { mountImport } from "./http/importing.ts";
import { mountMetrics } from "./http/metrics.ts";
import { mountModels } from "./http/models.ts";
import { allowNetworks } from "./http/networks.ts";
import { crossOrigin, mountOpenAi } from "./http/openai.ts";
import { adjustHeaders, mountPages } from "./http/pages.ts";
import { mountSharing } from "./http/sharing.ts";
import { mountWebhooks } from "./http/webhooks.ts";
import { servicesOf } from "./services.ts";

export function createApp(): Hono<AppEnv> {
  // The one router that takes every path by itself; with Hono's usual choice of two both would be in the Worker.
  const app = new HonoBase<AppEnv>({ router: new TrieRouter() });
  app.use(requestId());
  app.use(nameRequest);
  app.use(logAccess);
  app.use(requireAddress);
  app.use(adjustHeaders);
  app.use(
    secureHeaders({
      crossOriginResourcePolicy: "same-origin",
      referrerPolicy: "same-origin",
      // Not for subdomains: they are not ours to decide about.
      strictTransportSecurity: "max-age=15552000",
      xFrameOptions: "SAMEORIGIN",
    }),
  );
  mountHealth(app);
  // First, so that a refusal can be read in a browser too.
  app.use("/v1/*", crossOrigin);
  // Before the networks: when those cannot be read, everybody is outside, and only this says why.
  for (const path of ["/api/*", "/v1/*", "/webhooks/*"]) app.use(path, requireConfiguration);
  app.use(allowNetworks);
  app.use("/api/*", neverStored);
  mountChat(app);
  mountSharing(app);
  mountChatSession(app);
  mountImport(app);
  mountDevices(app);
  mountModels(app);
  mountOpenAi(app);
  mountAdmin(app);
  mountDownloads(app);
  mountMetrics(app);
  mountWebhooks(app);
  mountPages(app);
  app.notFound((context) => respond(context, NOT_FOUND));
  app.onError((error, context) => respond(context, failureOf(error, context)));
  return app;
}

const NOT_FOUND: Failure = {
  kind: "not_found",
  code: "not_found",
  message: "There is nothing at this address.",
};

/** Set again behind the handler: a response that it did not make with the context's help carries no header of the context. */
async function nameRequest(context: AppContext, next: () => Promise<void>): Promise<void> {
  await next();
  context.header("X-Request-Id", context.var.requestId);
}

/** `Host: a b` makes an address that nobody can read. */
async function requireAddress(context: AppContext, next: () => Promise<void>): Promise<void> {
  if (!URL.canParse(context.req.url))
    refuse({ kind: "invalid", code: "invalid_host", message: "The header Host names no host." });
  await next();
}

/** What people say to each other stays out of every cache on the way. */
async function neverStored(context: AppContext, next: () => Promise<void>): Promise<void> {
  await next();
  if (!context.res.headers.has("Cache-Control")) context.header("Cache-Control", "no-store");
}

async function requireConfiguration(context: AppContext, next: () => Promise<void>): Promise<void> {
  const { problems } = servicesOf(context.env);
  if (problems.length > 0) {
    const settings = problems.map(({ setting, message }) => `${setting} ${message}`).join("; ");
    refuse({
      kind: "unavailable",
      code: "misconfigured",
      message: `The operator has to mend the settings: ${settings}.`,
    });
  }
  await next();
}

function respond(context: AppContext, failure: Failure): Response {
  const { status, body, headers } = describeFailure(failure);
  if (body.code === "not_configured") context.set("uncounted", true);
  // Who is refused is not greeted with a cookie.
  context.header("Set-Cookie", undefined);
  return context.json({ error: body, request_id: context.var.requestId }, status, {
    ...headers,
    "Cache-Control": "no-store",
  });
}

function failureOf(error: Error, context: AppContext): Failure {
  if (error instanceof FailureError) return error.failure;
  servicesOf(context.env).telemetry.write("error", "http", "request_failed", {
    request_id: context.var.requestId,
    error: faultMessage(error),
  });
  if (isPassingFault(error)) {
    return {
      kind: "unavailable",
      code: "try_again",
      message: "A part of the service does not answer right now. Try again in a moment.",
    };
  }
  return { kind: "internal" };
}
