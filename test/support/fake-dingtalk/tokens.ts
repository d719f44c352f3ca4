// `POST /v1.0/oauth2/accessToken`, and the check of what it gave: one token at a time, the same again inside its life.
import { randomBytes } from "node:crypto";
import { type Incoming, missing, type Reply, refuse, succeed, textOf } from "./call.ts";
import type { World } from "./world.ts";

export const TOKEN_LIFE_SECONDS = 7200;

export interface Tokens {
  /** Ends of all tokens that are still taken, Unix milliseconds. */
  ends: Map<string, number>;
  /** The one that is handed out. */
  current: string | null;
  lifeSeconds: number;
}

export function createTokens(): Tokens {
  return { ends: new Map(), current: null, lifeSeconds: TOKEN_LIFE_SECONDS };
}

export function issueToken(world: World, { body }: Incoming): Reply {
  const { appKey, appSecret } = body;
  if (textOf(appKey) === "") return missing("appKey");
  if (textOf(appSecret) === "") return missing("appSecret");
  if (appKey !== world.app.appKey || appSecret !== world.app.appSecret)
    return refuse(400, "invalidClientIdOrSecret", "the clientId or clientSecret is invalid");
  const now = world.now();
  const { tokens } = world;
  const accessToken =
    tokens.current !== null && isAlive(world, tokens.current) ? tokens.current : newToken(world);
  const left = (tokens.ends.get(accessToken) ?? now) - now;
  return succeed({ accessToken, expireIn: Math.ceil(left / 1000) });
}

/** Null when the caller may go on. */
export function checkToken(world: World, { headers }: Incoming): Reply | null {
  const token = headers["x-acs-dingtalk-access-token"];
  if (typeof token === "string" && isAlive(world, token)) return null;
  return refuse(401, "InvalidAuthentication", "the access_token is missing, invalid or expired");
}

export function revokeTokens({ tokens }: World): void {
  tokens.ends.clear();
  tokens.current = null;
}

/** Holds for the next token; the present one is not handed out again, and lives on. */
export function setTokenLife({ tokens }: World, seconds: number): void {
  tokens.lifeSeconds = seconds;
  tokens.current = null;
}

function isAlive(world: World, token: string): boolean {
  return (world.tokens.ends.get(token) ?? 0) > world.now();
}

function newToken(world: World): string {
  const token = randomBytes(16).toString("hex");
  world.tokens.ends.set(token, world.now() + world.tokens.lifeSeconds * 1000);
  world.tokens.current = token;
  return token;
}
