// The console's sign-in: a cookie that says until when, signed with the admin token. A new token ends all sessions.

import type { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import * as v from "valibot";
import { hmacSha256, sameText } from "../../core/hmac.ts";
import { toHex } from "../../core/identifier.ts";
import { servicesOf } from "../../services.ts";
import { parseBody, readJson } from "../body.ts";
import { type AppContext, type AppEnv, refuse } from "../context.ts";
import { mount } from "../routes.ts";
import { countWrongToken, refuseGuessers } from "../wrong-tokens.ts";

const COOKIE = "console";
const PATH = "/api/admin";
const LIFE_MS = 12 * 3_600_000;

const signInSchema = v.object({ token: v.string("must be text") });

/** Mounted before the other admin doors ask who is there. */
export function mountConsoleSession(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/session", { GET: readSession, POST: signIn, DELETE: signOut });
}

async function signIn(context: AppContext): Promise<Response> {
  const adminToken = requireToken(context);
  await refuseGuessers(context);
  const { token } = parseBody(signInSchema, (await readJson(context)).value);
  if (!(await sameText(token, adminToken))) {
    await countWrongToken(context);
    refuse({ kind: "wrong_token", message: "This is not the admin token (ADMIN_TOKEN). Try again." });
  }
  const endsAt = Date.now() + LIFE_MS;
  setCookie(context, COOKIE, `${endsAt}.${await sign(adminToken, endsAt)}`, {
    path: PATH,
    httpOnly: true,
    sameSite: "Strict",
    secure: isSecure(context),
    maxAge: LIFE_MS / 1000,
  });
  return context.json({ expires_at: new Date(endsAt).toISOString() });
}

async function readSession(context: AppContext): Promise<Response> {
  requireToken(context);
  const endsAt = await sessionEnd(context);
  if (endsAt === null) return refuse({ kind: "unauthenticated", message: "Sign in with the admin token." });
  return context.json({ expires_at: new Date(endsAt).toISOString() });
}

function signOut(context: AppContext): Response {
  refuseForeignSites(context);
  deleteCookie(context, COOKIE, { path: PATH, secure: isSecure(context) });
  return context.body(null, 204);
}

/** Unix milliseconds; null: nobody is signed in. */
export async function sessionEnd(context: AppContext): Promise<number | null> {
  const { adminToken } = servicesOf(context.env).config;
  const [, end, mark] = /^(\d{13})\.([0-9a-f]{64})$/.exec(getCookie(context, COOKIE) ?? "") ?? [];
  if (adminToken === null || end === undefined || mark === undefined) return null;
  const isGenuine = await sameText(mark, await sign(adminToken, Number(end)));
  return isGenuine && Number(end) > Date.now() ? Number(end) : null;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A browser sends the cookie along: whoever changes something with it has to come from our own page. Browsers say where a call comes from;
 * a program that says nothing holds the cookie itself.
 */
export function refuseForeignSites(context: AppContext): void {
  if (SAFE.has(context.req.method)) return;
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  const isOurs = origin === undefined || origin === new URL(context.req.url).origin;
  if (isOurs && (site === undefined || site === "same-origin")) return;
  refuse({
    kind: "forbidden",
    code: "cross_site",
    message: "The console's session works from the console's own page only. Programs send the admin token.",
  });
}

async function sign(adminToken: string, endsAt: number): Promise<string> {
  return toHex(await hmacSha256(adminToken, `console session until ${endsAt}`));
}

function requireToken(context: AppContext): string {
  const { adminToken } = servicesOf(context.env).config;
  return adminToken ?? refuse(NOT_CONFIGURED);
}

export const NOT_CONFIGURED = {
  kind: "unavailable",
  code: "not_configured",
  message: "The admin API is closed. Set ADMIN_TOKEN (at least 16 characters) to open it.",
} as const;

/** Over plain http a browser keeps no secure cookie: the console opens by https, and on this machine. */
function isSecure(context: AppContext): boolean {
  return !LOCAL.test(new URL(context.req.url).hostname);
}

const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
