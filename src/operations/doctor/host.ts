// Hosts of the platforms' own addresses, and of those that are reached from this machine only.

import { text } from "./report.ts";

export const LOCAL_API = text("A local address, as for tests.", "本机地址，用于测试。");

/** Null for a text that is no address. */
export function readUrl(address: string): URL | null {
  return URL.parse(address);
}

/** A URL holds an IPv4 address as four plain numbers, however it was written; what has letters behind is a name. */
const LOCAL_NUMBERS = /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d+)+$/;
const LOCAL_NAMES = /^(?:localhost|.*\.(?:localhost|local|internal|lan)|\[::1?\]|\[f[cd].*\]|\[fe80:.*\])$/i;

/** On this machine or in a private network: nobody outside gets there. */
export function isLocal({ hostname }: URL): boolean {
  return LOCAL_NUMBERS.test(hostname) || LOCAL_NAMES.test(hostname);
}

export function isInClear(url: URL): boolean {
  return url.protocol === "http:" && !isLocal(url);
}

/** Whose address it is, as far as it can be told. */
export function ownerOf({ hostname }: URL): "feishu" | "lark" | "dingtalk" | "wecom" | null {
  if (/(?:^|\.)feishu\.(?:cn|com)$/i.test(hostname)) return "feishu";
  if (/(?:^|\.)larksuite\.com$/i.test(hostname)) return "lark";
  if (/(?:^|\.)dingtalk\.(?:com|io)$/i.test(hostname)) return "dingtalk";
  return /(?:^|\.)weixin\.qq\.com$/i.test(hostname) ? "wecom" : null;
}
