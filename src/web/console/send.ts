// Sends bytes and tells how many have left: fetch cannot.

import { isErrorEnvelope } from "../common/refusal.ts";
import { CallFailed, refusalOf } from "./http.ts";

export interface Sending {
  address: string;
  body: Blob;
  headers?: Record<string, string>;
  signal: AbortSignal;
  onSent(bytes: number): void;
}

function refusedWith(request: XMLHttpRequest): CallFailed {
  const body = parsed(request.responseText);
  const envelope = isErrorEnvelope(body) ? body : null;
  return new CallFailed({
    status: request.status,
    code: envelope?.error.code ?? `http_${request.status}`,
    message: envelope?.error.message ?? "",
    requestId: envelope?.request_id ?? request.getResponseHeader("x-request-id"),
    waitSeconds: null,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** PUT; resolves to the answer's JSON. */
export function send({ address, body, headers = {}, signal, onSent }: Sending): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // One that is over already tells no listener so.
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(parsed(request.responseText));
      else reject(refusedWith(request));
    };
    request.onerror = () => reject(new CallFailed(refusalOf(null)));
    request.onabort = () => reject(new DOMException("Stopped.", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
