// One request to our own address: bounded in time and size, never redirected. What came back, as a value.
import { isRecord, type JsonRecord, parseJson } from "../../core/json.ts";

export type Exchange =
  | { kind: "answered"; status: number; json: JsonRecord | null; isPage: boolean; tookMs: number }
  | { kind: "redirected" }
  | { kind: "silent" };

const LIMIT_MS = 10_000;
/** Whatever of ours answers is far smaller. */
const MOST_CHARACTERS = 100_000;

export interface Caller {
  fetch: typeof fetch;
  now: () => number;
}

export async function exchange({ fetch, now }: Caller, url: string, init: RequestInit): Promise<Exchange> {
  const started = now();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT_MS);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: stop.signal });
    const { status } = response;
    // 0: some runtimes hide a redirect's status.
    if (status === 0 || (status >= 300 && status < 400)) {
      await response.body?.cancel();
      return { kind: "redirected" };
    }
    const body = await readStart(response);
    const tookMs = now() - started;
    const json = parseJson(body);
    const isPage =
      /html/i.test(response.headers.get("content-type") ?? "") || /^\s*<(?:!doctype|html)/i.test(body);
    return { kind: "answered", status, json: isRecord(json) ? json : null, isPage, tookMs };
  } catch {
    // What was thrown may name the address.
    return { kind: "silent" };
  } finally {
    clearTimeout(timer);
  }
}

async function readStart(response: Response): Promise<string> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let start = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    start += decoder.decode(piece.value, { stream: true });
    if (start.length <= MOST_CHARACTERS) continue;
    await reader.cancel();
    break;
  }
  return start;
}
