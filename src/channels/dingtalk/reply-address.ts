// Which addresses in a message may be believed: those on the configured hosts, and nobody else's.
import type { DingTalkSettings } from "../../core/channel-settings.ts";

/** The same hosts take messages for anybody's group robot: `/robot/send?access_token=…`. */
const SESSION_PATH = "/robot/sendBySession";

/**
 * The session webhook stands in a body that nobody signed. Null unless scheme, host and port are exactly those of a configured
 * base and the path is that of sessions: whoever could name another place would be sent our answers, or have us knock at
 * machines inside.
 */
export function replyAddress(settings: DingTalkSettings, address: unknown): string | null {
  if (typeof address !== "string") return null;
  const url = parseUrl(address);
  // As it was judged, not as it was written.
  return url !== null && url.pathname === SESSION_PATH && isOnOwnHost(settings, url) ? url.href : null;
}

export function isOnOwnHost({ apiBase, oapiBase }: DingTalkSettings, url: URL): boolean {
  if (url.username !== "" || url.password !== "") return false;
  return [apiBase, oapiBase].some((base) => parseUrl(base)?.origin === url.origin);
}

export function parseUrl(text: string): URL | null {
  return URL.parse(text);
}
