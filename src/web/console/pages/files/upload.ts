// Uploads one file: whole, or in parts when it is large.
import { fileAddress } from "../../api.ts";
import { type Caller, CallFailed, post, queryOf } from "../../http.ts";
import { send } from "../../send.ts";
import { planParts, WHOLE_BYTES } from "./parts.ts";

export interface Upload {
  key: string;
  file: Blob;
  signal: AbortSignal;
  onSent(bytes: number): void;
}

/** A file of this name is there. */
export async function isThere(caller: Caller, key: string): Promise<boolean> {
  try {
    await caller.call(fileAddress(key), { method: "HEAD" });
    return true;
  } catch (error) {
    if (error instanceof CallFailed && error.refusal.status === 404) return false;
    throw error;
  }
}

export async function upload(caller: Caller, wanted: Upload): Promise<void> {
  const type = wanted.file.type || "application/octet-stream";
  try {
    if (wanted.file.size > WHOLE_BYTES) await uploadParts(caller, wanted, type);
    else await uploadWhole(wanted, type);
  } catch (error) {
    if (error instanceof CallFailed && error.refusal.status === 401) caller.signedOut();
    throw error;
  }
}

async function uploadWhole({ key, file, signal, onSent }: Upload, type: string): Promise<void> {
  const digest = await digestOf(file);
  const headers = { "content-type": type, ...(digest !== null && { "x-content-sha256": digest }) };
  await send({ address: fileAddress(key), body: file, headers, signal, onSent });
}

/** Null where the page is not secure enough for the browser to compute it: the upload works without. */
async function digestOf(file: Blob): Promise<string | null> {
  if (!isSecureContext) return null;
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

interface Begun {
  upload_id: string;
  part_bytes: number;
}

interface SentPart {
  part: number;
  etag: string;
}

async function uploadParts(caller: Caller, wanted: Upload, type: string): Promise<void> {
  const { key, file, signal } = wanted;
  const begin = { method: "POST", headers: { "content-type": type }, signal };
  const { upload_id, part_bytes } = await caller.json<Begun>(`${fileAddress(key)}?uploads`, begin);
  const address = fileAddress(key) + queryOf({ upload_id });
  try {
    const parts: SentPart[] = [];
    for (const { number, start, end } of planParts(file.size, part_bytes)) {
      const sent = await sendPart(
        { ...wanted, onSent: (bytes) => wanted.onSent(start + bytes) },
        fileAddress(key) + queryOf({ upload_id, part: number }),
        file.slice(start, end),
      );
      parts.push(sent);
    }
    await caller.call(address, { ...post({ parts }), signal });
  } catch (error) {
    // What was sent so far would stay there unseen.
    await caller.call(address, { method: "DELETE" }).catch(() => undefined);
    throw error;
  }
}

const PART_TRIES = 3;

/** A part that failed on its way is sent again: the others need not be. */
async function sendPart({ signal, onSent }: Upload, address: string, body: Blob): Promise<SentPart> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await send({ address, body, signal, onSent });
      return {
        part: Number(Reflect.get(Object(answer), "part")),
        etag: String(Reflect.get(Object(answer), "etag")),
      };
    } catch (error) {
      const status = error instanceof CallFailed ? error.refusal.status : 400;
      if (attempt === PART_TRIES || (status > 0 && status < 500)) throw error;
    }
  }
}
