// Images that a message only named: fetched from the platform when their turn comes, and kept like any other.
import type { Sender } from "../channels/channel.ts";
import type { Attachment, Origin } from "../core/delivery.ts";
import { toBase64 } from "../core/hmac.ts";
import { imageType } from "../core/image-type.ts";

const TRIES = 3;
const PAUSE_MS = 1_000;
/** A person waits: whatever the platform asks for. */
const LONGEST_PAUSE_MS = 5_000;
/** As many as the page takes with one message, and not more than an object's memory bears. */
const MOST_IMAGES = 8;
const MOST_BYTES = 16 * 1024 * 1024;

/** Data URLs of those that could be had, in their order. What the platform refuses, or what is no image, is left out. */
export async function fetchImages(
  sender: Sender,
  origin: Origin,
  pause: (milliseconds: number) => Promise<void>,
  stop: AbortSignal,
): Promise<string[]> {
  const images: string[] = [];
  let bytesLeft = MOST_BYTES;
  for (const attachment of origin.attachments.slice(0, MOST_IMAGES)) {
    if (stop.aborted) break;
    const bytes = await fetchBytes(sender, origin, attachment, pause, stop);
    const type = bytes === null ? null : imageType(bytes);
    if (bytes === null || type === null || bytes.length > bytesLeft) continue;
    bytesLeft -= bytes.length;
    images.push(`data:${type};base64,${toBase64(bytes)}`);
  }
  return images;
}

async function fetchBytes(
  sender: Sender,
  origin: Origin,
  attachment: Attachment,
  pause: (milliseconds: number) => Promise<void>,
  stop: AbortSignal,
): Promise<Uint8Array | null> {
  for (let tries = 1; ; tries += 1) {
    const fetched = await sender.fetchAttachment(origin, attachment);
    if (fetched.ok) return fetched.value;
    if (fetched.error.kind === "refused" || tries === TRIES || stop.aborted) return null;
    await pause(Math.min(fetched.error.pauseMs ?? PAUSE_MS * tries, LONGEST_PAUSE_MS));
  }
}
