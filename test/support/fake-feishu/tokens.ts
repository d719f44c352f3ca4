// `POST /open-apis/auth/v3/tenant_access_token/internal`, and the check of what it gave.
import { randomBytes } from "node:crypto";
import { answer, type Incoming, type Reply, refuse } from "./call.ts";
import type { World } from "./world.ts";

export const TOKEN_LIFE_SECONDS = 7200;
/** With less left a new one is handed out, and both are taken. */
const RENEW_BELOW_MS = 30 * 60 * 1000;

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

/** Errors come with status 200, and everything stands at the top level. */
export function issueToken(world: World, { body }: Incoming): Reply {
  if (body.app_id !== world.app.appId) return refuse(10003, "invalid param", 200);
  if (body.app_secret !== world.app.appSecret) return refuse(10014, "app secret invalid", 200);
  const { tokens } = world;
  const left = (token: string) => (tokens.ends.get(token) ?? 0) - world.now();
  const keeps = tokens.current !== null && left(tokens.current) > RENEW_BELOW_MS;
  const token = keeps && tokens.current !== null ? tokens.current : newToken(world);
  const expire = Math.ceil(left(token) / 1000);
  return answer(200, { code: 0, msg: "ok", tenant_access_token: token, expire });
}

/** Null when the caller may go on. */
export function checkToken(world: World, { headers }: Incoming): Reply | null {
  const { authorization = "" } = headers;
  if (authorization === "") return refuse(99991661, "Missing access token for authorization");
  const [, token] = /^Bearer (t-\S+)$/.exec(authorization) ?? [];
  if (token === undefined)
    return refuse(
      99991671,
      "Invalid access token for authorization. Please make a request with token attached",
    );
  if ((world.tokens.ends.get(token) ?? 0) > world.now()) return null;
  return refuse(
    99991663,
    "Invalid access token for authorization. Please make a request with token attached",
  );
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

function newToken(world: World): string {
  const token = `t-${randomBytes(16).toString("hex")}`;
  world.tokens.ends.set(token, world.now() + world.tokens.lifeSeconds * 1000);
  world.tokens.current = token;
  return token;
}
