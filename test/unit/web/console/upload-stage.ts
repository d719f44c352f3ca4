// A browser's way to send bytes, played by hand: each request waits until a test says what becomes of it.
import { vi } from "vitest";

type Handler = (event: { loaded: number }) => void;

export class FakeRequest {
  static readonly all: FakeRequest[] = [];

  upload: { onprogress: Handler } = { onprogress: () => undefined };
  onload = (): void => undefined;
  onerror = (): void => undefined;
  onabort = (): void => undefined;
  status = 0;
  responseText = "";
  call = "";
  headers: Record<string, string> = {};
  body: Blob = new Blob();
  aborted = false;
  #answerHeaders: Record<string, string> = {};

  open(method: string, address: string): void {
    this.call = `${method} ${address}`;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getResponseHeader(name: string): string | null {
    return this.#answerHeaders[name] ?? null;
  }

  send(body: Blob): void {
    this.body = body;
    FakeRequest.all.push(this);
  }

  abort(): void {
    this.aborted = true;
    this.onabort();
  }

  /** So many bytes have left. */
  progress(loaded: number): void {
    this.upload.onprogress({ loaded });
  }

  answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.status = status;
    this.responseText = typeof body === "string" ? body : JSON.stringify(body);
    this.#answerHeaders = headers;
    this.onload();
  }

  refuse(status: number, code: string, message = "words"): void {
    this.answer(status, { error: { message, type: "t", code, param: null }, request_id: "r" });
  }

  /** The network is gone. */
  fail(): void {
    this.onerror();
  }
}

/** `secure`: the page may compute digests. */
export function playRequests(secure = true): readonly FakeRequest[] {
  FakeRequest.all.length = 0;
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  vi.stubGlobal("isSecureContext", secure);
  return FakeRequest.all;
}

/** A file of that size, of which nothing is held in memory. */
export function fileOfSize(name: string, size: number): File {
  const file = new File([], name);
  Object.defineProperty(file, "size", { value: size });
  return file;
}
