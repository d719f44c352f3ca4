// The second channel, /control/: what was asked, and the gates. Not recorded itself, and needs no key.
import { setTimeout as pause } from "node:timers/promises";
import type { FakeModelContext } from "./exchange.ts";

export interface ControlReply {
  status: number;
  body: unknown;
}

/** The longest that a question with `at_least` waits; then it answers with what there is. */
const PATIENCE_MS = 5000;

/**
 * - `GET /control/requests?contains=&path=&gone=true&at_least=N`: recorded requests, once there are N of them
 * - `GET /control/waiting?name=NAME&at_least=1`: how many answers stand before a gate, once there are N
 * - `POST /control/hold?name=NAME`, `POST /control/release?name=NAME`, `POST /control/reset`
 */
export async function control(
  context: FakeModelContext,
  events: EventTarget,
  method: string,
  url: URL,
): Promise<ControlReply> {
  const name = url.searchParams.get("name") ?? "";
  switch (`${method} ${url.pathname}`) {
    case "GET /control/requests":
      return {
        status: 200,
        body: await atLeast(
          events,
          url,
          () => findRequests(context, url),
          (found) => found.length,
        ),
      };
    case "GET /control/waiting":
      return {
        status: 200,
        body: await atLeast(
          events,
          url,
          () => waiting(context, name),
          (found) => found.waiting,
        ),
      };
    case "POST /control/hold":
      context.gates.hold(name);
      return { status: 200, body: waiting(context, name) };
    case "POST /control/release": {
      const body = waiting(context, name);
      context.gates.release(name);
      return { status: 200, body };
    }
    case "POST /control/reset":
      context.gates.reset();
      context.recorder.reset();
      return { status: 200, body: {} };
    default:
      return { status: 404, body: { error: { message: `no ${method} ${url.pathname} here` } } };
  }
}

function findRequests(context: FakeModelContext, { searchParams }: URL) {
  return context.recorder.find({
    contains: searchParams.get("contains"),
    path: searchParams.get("path"),
    gone: searchParams.get("gone") === "true",
  });
}

function waiting(context: FakeModelContext, name: string): { name: string; waiting: number } {
  return { name, waiting: context.gates.waiting(name) };
}

/** Looks again after each change until `count` reaches `at_least` or patience ends. */
async function atLeast<Found>(
  events: EventTarget,
  url: URL,
  look: () => Found,
  count: (found: Found) => number,
): Promise<Found> {
  const wanted = Number(url.searchParams.get("at_least") ?? 0);
  const enough = new AbortController();
  const check = () => {
    if (count(look()) >= wanted) enough.abort();
  };
  events.addEventListener("change", check);
  check();
  await pause(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => {});
  events.removeEventListener("change", check);
  return look();
}
