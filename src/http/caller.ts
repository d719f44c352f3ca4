// Who calls: a key, the operator, or a visitor known by a cookie. Credentials are compared in constant time and never kept.
import { getCookie, setCookie } from "hono/cookie";
import { sameText } from "../core/hmac.ts";
import { fingerprint, toHex } from "../core/identifier.ts";
import { servicesOf } from "../services.ts";
import { NOT_CONFIGURED, refuseForeignSites, sessionEnd } from "./admin/console-session.ts";
import { type AppContext, refuse } from "./context.ts";
import { countWrongToken, refuseGuessers } from "./wrong-tokens.ts";

export interface Caller {
  kind: "admin" | "key" | "visitor";
  /** Names the caller in rows and object names; not a credential. */
  id: string;
  /** The key or cookie itself. Never kept. */
  credential: string;
}

/** Of what is said by `/api/chat`. */
export function channelOf({ kind }: Caller): "web" | "api" {
  return kind === "visitor" ? "web" : "api";
}

const COOKIE = "visitor";
/** A visitor's secret. */
const VISITOR = /^[0-9a-f]{32}$/;
const COOKIE_LIFE_SECONDS = 365 * 24 * 3600;

/** For `/api/chat`: a key if one is given, else the visitor's cookie, made on the first visit. */
export async function identifyCaller(context: AppContext): Promise<Caller> {
  // A header that cannot be read is refused too: who sends one does not mean to be a visitor.
  if (context.req.header("authorization") !== undefined) return requireKey(context);
  if (servicesOf(context.env).config.chatAccess === "key") refuse(WRONG_KEY);
  refuseOtherSites(context);
  return greet(context);
}

/** The visitor of the cookie; without a good one a new visitor, who gets one. */
export async function greet(context: AppContext): Promise<Caller> {
  const known = getCookie(context, COOKIE);
  const visitor = known !== undefined && VISITOR.test(known) ? known : randomHex();
  if (visitor !== known) greetVisitor(context, visitor);
  return { kind: "visitor", id: `visitor:${await fingerprint(visitor)}`, credential: visitor };
}

/**
 * A form on any site can post here without our cookie, and the new one in the answer would take the place of the visitor's own. By
 * what the browser says of it alone: behind a proxy our own address is not the page's. A widget's frame is our own page too.
 */
function refuseOtherSites(context: AppContext): void {
  const site = context.req.header("sec-fetch-site") ?? "none";
  if (SAFE.has(context.req.method) || site === "same-origin" || site === "none") return;
  refuse({
    kind: "forbidden",
    code: "cross_site",
    message: "A visitor's call comes from the chat page itself. Programs send a key.",
  });
}

const SAFE = new Set(["GET", "HEAD"]);

/** For what is open to anybody who may chat, and needs no visitor's cookie. */
export async function requireGuest(context: AppContext): Promise<void> {
  if (context.req.header("authorization") !== undefined) await requireKey(context);
  else if (servicesOf(context.env).config.chatAccess === "key") refuse(WRONG_KEY);
  else refuseOtherSites(context);
}

/** For `/v1`: a key, or the admin token. */
export async function requireKey(context: AppContext): Promise<Caller> {
  await refuseGuessers(context);
  const bearer = bearerToken(context);
  const caller = bearer === null ? null : await keyCaller(context, bearer);
  if (caller !== null) return caller;
  if (bearer !== null) await countWrongToken(context);
  return refuse(WRONG_KEY);
}

/** The admin token, or the console's session on its own page. */
export async function requireAdmin(context: AppContext): Promise<void> {
  if (servicesOf(context.env).config.adminToken === null) refuse(NOT_CONFIGURED);
  if (context.req.header("authorization") === undefined && (await sessionEnd(context)) !== null)
    return refuseForeignSites(context);
  await refuseGuessers(context);
  if (await isAdmin(context)) return;
  if (bearerToken(context) !== null) await countWrongToken(context);
  refuse({ kind: "unauthenticated", message: "Send the admin token as Authorization: Bearer …" });
}

/** For those who are answered in any case: a wrong token makes a stranger, is counted all the same, and soon not looked at any more. */
export async function isKnownAdmin(context: AppContext): Promise<boolean> {
  if (bearerToken(context) === null) return false;
  try {
    await requireAdmin(context);
    return true;
  } catch {
    return false;
  }
}

async function isAdmin(context: AppContext): Promise<boolean> {
  const { adminToken } = servicesOf(context.env).config;
  const bearer = bearerToken(context);
  return adminToken !== null && bearer !== null && (await sameText(bearer, adminToken));
}

/** 128 random bits, in hex. */
export function randomHex(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16)));
}

const WRONG_KEY = {
  kind: "unauthenticated",
  message: "Send a valid key as Authorization: Bearer <key>. The operator sets keys in API_KEYS.",
} as const;

/** Null without one. A token may hold spaces: operators like phrases. */
function bearerToken(context: AppContext): string | null {
  return /^Bearer +(\S.*)$/i.exec(context.req.header("authorization")?.trim() ?? "")?.[1] ?? null;
}

async function keyCaller(context: AppContext, bearer: string): Promise<Caller | null> {
  const { apiKeys } = servicesOf(context.env).config;
  const matches = await Promise.all(apiKeys.map((key) => sameText(bearer, key)));
  if (matches.includes(true))
    return { kind: "key", id: `key:${await fingerprint(bearer)}`, credential: bearer };
  return (await isAdmin(context)) ? { kind: "admin", id: "admin", credential: bearer } : null;
}

export function greetVisitor(context: AppContext, visitor: string): void {
  const common = { path: "/", httpOnly: true, maxAge: COOKIE_LIFE_SECONDS } as const;
  const { protocol } = new URL(context.req.url);
  setCookie(
    context,
    COOKIE,
    visitor,
    isFramed(context)
      ? { ...common, sameSite: "None", secure: true, partitioned: true }
      : { ...common, sameSite: "Lax", secure: protocol === "https:" },
  );
}

export const WIDGET_PATH = "/widget";

/** In a frame of another site a browser keeps no other cookie than a partitioned one: one for each site around it. */
function isFramed(context: AppContext): boolean {
  const referrer = context.req.header("referer") ?? "";
  const { origin } = new URL(context.req.url);
  return (
    context.req.path === WIDGET_PATH ||
    (URL.canParse(referrer) &&
      new URL(referrer).origin === origin &&
      new URL(referrer).pathname === WIDGET_PATH)
  );
}
