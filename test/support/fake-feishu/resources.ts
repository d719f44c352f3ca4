// Files that came with messages. The endpoints with the shorter paths serve only what the bot uploaded itself.
import { type Incoming, type Reply, refuse } from "./call.ts";
import { findMessage } from "./find-message.ts";
import type { World } from "./world.ts";

export interface StoredFile {
  bytes: Uint8Array;
  contentType: string;
}

/** One pixel: what a key gives that no test has set. */
const TINY_PNG: Uint8Array = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** The platform's answer says little of what it is. */
export const ANY_BYTES = "application/octet-stream";

export function giveResource(world: World, { url }: Incoming, [messageId = "", key = ""]: string[]): Reply {
  const type = url.searchParams.get("type");
  if (type !== "image" && type !== "file") return refuse(234001, "Invalid request param: type");
  const found = findMessage(world, messageId);
  if (!found.ok) return found.reply;
  const file = world.files.get(key);
  if (file === null) return refuse(234003, "File not in msg.");
  const { bytes, contentType } = file ?? { bytes: TINY_PNG, contentType: ANY_BYTES };
  return {
    status: 200,
    code: null,
    msg: "",
    headers: { "content-type": contentType },
    content: { kind: "bytes", bytes },
  };
}

export function refuseForeign(): Reply {
  return refuse(234008, "The app is not the resource sender.");
}
