// One call and its response: the answer is sent, or a fault stands in its way.
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Gates } from "../fake-model/gates.ts";
import { page, type RecordedCall, type Reply, refuse, refuseOld } from "./call.ts";
import type { Fault } from "./faults.ts";

export interface Exchange {
  call: RecordedCall;
  response: ServerResponse;
  gates: Gates;
  now: () => number;
  /** Aborts when the client goes away or the server is closed. */
  signal: AbortSignal;
}

/** Sent so that its length is not known before its end. */
const PIECE_BYTES = 64 * 1024;

/** `era` ends when a test resets the platform: whoever still waits for an answer then gets none. */
export function openExchange(
  parts: Pick<Exchange, "call" | "response" | "gates" | "now">,
  era: AbortSignal,
  changed: () => void,
): Exchange {
  const { call, response } = parts;
  const controller = new AbortController();
  const leave = () => {
    if (call.answered !== null) return;
    controller.abort(new Error("the platform was reset"));
    response.destroy();
  };
  era.addEventListener("abort", leave);
  response.on("close", () => {
    era.removeEventListener("abort", leave);
    // A client that was thrown out did not go.
    call.clientGone = call.answered === null && call.fault !== "disconnect" && !era.aborted;
    controller.abort(new Error("the client has gone"));
    changed();
  });
  return { ...parts, signal: controller.signal };
}

/** True when the call has had its answer, or is to have none. */
export async function suffer(exchange: Exchange, fault: Fault): Promise<boolean> {
  const { response, signal, gates } = exchange;
  switch (fault.kind) {
    case "status":
      send(exchange, { ...statusReply(fault), headers: fault.headers ?? {} });
      return true;
    case "errcode":
      send(exchange, refuseOld(fault.errcode, fault.errmsg ?? "told to fail"));
      return true;
    case "html":
      send(
        exchange,
        page(fault.status ?? 200, "<!doctype html><title>Gateway</title><h1>Blocked</h1>", "text/html"),
      );
      return true;
    case "timeout":
      await untilGone(signal);
      return true;
    case "disconnect":
      response.destroy();
      return true;
    case "slow":
      await pause(fault.ms, undefined, { signal });
      return false;
    case "hold":
      await gates.pass(fault.name, signal);
      return false;
  }
}

export function send(exchange: Exchange, reply: Reply): void {
  const { call, response } = exchange;
  const { status, code, content } = reply;
  const body = content.kind === "json" ? content.value : content.kind === "text" ? content.text : null;
  call.answered = { status, code, body, at: exchange.now() };
  const json = content.kind === "json" ? { "content-type": "application/json" } : {};
  response.writeHead(status, { ...json, ...reply.headers });
  if (content.kind === "bytes") sendPieces(response, content.bytes);
  else response.end(content.kind === "json" ? JSON.stringify(content.value) : content.text);
}

function statusReply(fault: Extract<Fault, { kind: "status" }>): Reply {
  return refuse(fault.status, fault.code ?? `Status${fault.status}`, fault.message ?? "told to fail");
}

function sendPieces(response: ServerResponse, bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES)
    response.write(bytes.subarray(start, start + PIECE_BYTES));
  response.end();
}

function untilGone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
