// One call and its response: the answer is sent, or a fault stands in its way.
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Gates } from "../fake-model/gates.ts";
import { type RecordedCall, type Reply, refuse } from "./call.ts";
import type { Fault } from "./faults.ts";
import type { World } from "./world.ts";

export interface Exchange {
  call: RecordedCall;
  response: ServerResponse;
  gates: Gates;
  world: World;
  /** Aborts when the client goes away, when a test resets the platform, and when the server is closed. */
  signal: AbortSignal;
}

/** `era` ends with a reset: whoever still waits for an answer then gets none. */
export function openExchange(
  parts: Omit<Exchange, "signal">,
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
      send(exchange, { ...page(fault.status, "text/plain", "told to fail"), headers: fault.headers ?? {} });
      return true;
    case "code":
      send(exchange, {
        ...refuse(fault.code, fault.msg ?? "told to fail", fault.status),
        headers: fault.headers ?? {},
      });
      return true;
    case "html":
      send(
        exchange,
        page(fault.status ?? 200, "text/html", "<!doctype html><title>Gateway</title><h1>Blocked</h1>"),
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

export function send({ call, world, response }: Exchange, reply: Reply): void {
  const { content, code, msg } = reply;
  const isJson = content.kind === "json";
  const body = isJson
    ? JSON.stringify(content.value)
    : content.kind === "text"
      ? content.text
      : content.bytes;
  const status = statusOf(call, reply, world);
  call.answered = { status, code, msg, at: world.now() };
  const type = isJson ? "application/json; charset=utf-8" : "text/plain";
  response
    .writeHead(status, { "content-type": type, "x-tt-logid": `fake-${call.id}`, ...reply.headers })
    .end(body);
}

/** Some of the platform's refusals come with status 400, and some with 200; a test can have all of them with one. */
function statusOf(call: RecordedCall, { status, code }: Reply, { limits }: World): number {
  const isRefusal = status === 400 && code !== null && code !== 0;
  return isRefusal && call.fault !== "code" ? limits.errorStatus : status;
}

function page(status: number, contentType: string, text: string): Reply {
  return {
    status,
    code: null,
    msg: "",
    headers: { "content-type": contentType },
    content: { kind: "text", text },
  };
}

function untilGone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
