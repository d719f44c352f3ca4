// Where a call comes from, and whom to count together.
import { convertIPv6ToBinary, isIPv4MappedIPv6 } from "hono/utils/ipaddr";
import type { AppContext } from "./context.ts";

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
