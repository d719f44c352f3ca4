// ALLOWED_CIDRS: which networks reach page, API and console. Webhooks and health stay open, everything else is closed.
import type { MiddlewareHandler } from "hono";
import { ipRestriction } from "hono/ip-restriction";
import { servicesOf } from "../services.ts";
import { addressOf } from "./address.ts";
import { type AppContext, type AppEnv, refuse } from "./context.ts";

const OUTSIDE = {
  kind: "forbidden",
  code: "network_not_allowed",
  message: "This network may not come in. The operator sets the allowed ones in ALLOWED_CIDRS.",
} as const;

/** Platforms deliver from anywhere and prove themselves; a monitor may stand anywhere too. */
const OPEN = /^\/(?:webhooks|health)(?:\/|$)/;

const kept = new WeakMap<string[], MiddlewareHandler>();

export const allowNetworks: MiddlewareHandler<AppEnv> = async (context, next) => {
  const { allowedNetworks } = servicesOf(context.env).config;
  const open = allowedNetworks === null || OPEN.test(context.req.path);
  if (!open && !(await isInside(context, allowedNetworks))) refuse(OUTSIDE);
  await next();
};

/** No network at all lets nobody in; so does an address that is none. */
async function isInside(context: AppContext, networks: string[]): Promise<boolean> {
  if (networks.length === 0) return false;
  const restrict = kept.get(networks) ?? ipRestriction(addressOf, { allowList: networks });
  kept.set(networks, restrict);
  let inside = false;
  try {
    await restrict(context, async () => {
      inside = true;
    });
  } catch {
    return false;
  }
  return inside;
}
