// Lets a caller's message pass, or says how long to wait.
import { convertIPv6ToBinary, isIPv4MappedIPv6 } from "hono/utils/ipaddr";
import { fingerprint } from "../core/identifier.ts";
import { servicesOf } from "../services.ts";
import type { Caller } from "./caller.ts";
import { type AppContext, refuse } from "./context.ts";

/** `isKnown` is asked when the limit is reached: it tells whether this is nothing new, and may pass all the same. */
export async function takeTurn(
  context: AppContext,
  caller: Caller,
  isKnown: () => Promise<boolean> = async () => false,
): Promise<void> {
  const { rateLimitPerMinute } = servicesOf(context.env).config;
  // A visitor's cookie is easily dropped, an address is not.
  const name =
    caller.kind === "visitor" ? `address:${await fingerprint(neighbourhood(addressOf(context)))}` : caller.id;
  const retryAfterSeconds = await context.env.RATE_LIMITS.getByName(name).take(rateLimitPerMinute);
  if (retryAfterSeconds === null || (await isKnown())) return;
  const message = `At most ${rateLimitPerMinute} messages a minute. Wait ${retryAfterSeconds} s.`;
  refuse({ kind: "rate_limited", message, retryAfterSeconds });
}

/** Cloudflare sets this header itself and overwrites what a client sends; X-Forwarded-For is anybody's word. */
export function addressOf(context: AppContext): string {
  return context.req.header("cf-connecting-ip") ?? "";
}

/** An IPv6 customer gets 2^64 addresses at the least and may use a new one for each message: counted by the /64. */
export function neighbourhood(address: string): string {
  if (!address.includes(":")) return address;
  try {
    const binary = convertIPv6ToBinary(address);
    return isIPv4MappedIPv6(binary) ? address : `${(binary >> 64n).toString(16)}/64`;
  } catch {
    return address;
  }
}
