// Lets a caller's message pass, or says how long to wait.
import { fingerprint } from "../core/identifier.ts";
import { servicesOf } from "../services.ts";
import { addressOf, neighbourhood } from "./address.ts";
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
