// Whether something may be posted to an address that somebody else named: only encrypted, and only on the public internet.
import { isPublicIpv4, isPublicIpv6 } from "./public-address.ts";

/** Names that mean a machine of some network of its own, never one of the public internet. */
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/;
/** Below this stand the well-known ports of other services, where nobody's https listens, but for its own. */
const FIRST_FREE_PORT = 1024;

/**
 * A public name may still resolve to a private address, and nobody here can tell: that the runtime which we are deployed on has no
 * private network to connect to is what keeps it harmless. Redirects are not followed.
 */
export function isPublicHttpsUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  const { protocol, username, password, port, hostname } = url;
  if (protocol !== "https:" || username !== "" || password !== "") return false;
  // Empty for 443.
  if (port !== "" && Number(port) < FIRST_FREE_PORT) return false;
  if (hostname.startsWith("[")) return isPublicIpv6(hostname.slice(1, -1));
  // The parser has turned every spelling of an IPv4 address (hex, octal, one number) into four decimals.
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return isPublicIpv4(hostname);
  return isPublicName(hostname.replace(/\.$/, ""));
}

/** Not a single word, which only a search domain completes, and no empty label or one of digits alone at the end. */
function isPublicName(name: string): boolean {
  const labels = name.split(".");
  if (labels.length < 2 || labels.includes("") || /^\d+$/.test(labels.at(-1) ?? "")) return false;
  return !PRIVATE_NAMES.test(name);
}
