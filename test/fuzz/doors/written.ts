// A request as a file of the fixtures.
import type { DoorRequest } from "./request.ts";

export function writeRequest({ body, ...request }: DoorRequest): string {
  const bytes = body === null ? null : btoa(Array.from(body, (byte) => String.fromCharCode(byte)).join(""));
  return `${JSON.stringify({ ...request, body: bytes }, null, 1)}\n`;
}

/** Null for bytes that were no request at all. */
export function readRequest(text: string): DoorRequest | null {
  try {
    const { body, ...request } = JSON.parse(text) as Omit<DoorRequest, "body"> & { body: string | null };
    const bytes = body === null ? null : Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0));
    return { ...request, body: bytes };
  } catch {
    return null;
  }
}
