// The second channel, /control/, for tests in another process. Not recorded itself, and never struck by a fault.
import type { IncomingHttpHeaders } from "node:http";
import { parseJson } from "../../../src/core/json.ts";
import {
  ControlError,
  numberIn,
  readBot,
  readChaos,
  readChat,
  readLimits,
  readMessage,
  readRules,
} from "./control-input.ts";
import type { Controls, Fake } from "./fake.ts";
import { ANY_BYTES } from "./resources.ts";
import { waitUntil } from "./waiting.ts";

interface ControlReply {
  status: number;
  body: unknown;
}

interface Command {
  query: URLSearchParams;
  /** Parsed body; an empty object when there was none. */
  json: unknown;
  bytes: Uint8Array;
  contentType: string;
}

/** The questions and commands are listed in fake-feishu.ts. */
export async function control(
  fake: Fake,
  method: string,
  url: URL,
  headers: IncomingHttpHeaders,
  raw: Buffer,
): Promise<ControlReply> {
  const name = `${method} ${url.pathname.slice("/control/".length)}`;
  const query = url.searchParams;
  const json = raw.length === 0 ? {} : parseJson(raw.toString("utf8"));
  try {
    const question = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : undefined;
    if (question !== undefined) return { status: 200, body: await ask(fake, query, question) };
    if (name === "GET waiting") return { status: 200, body: await askGate(fake, query) };
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined)
      return { status: 404, body: { error: { message: `no ${method} ${url.pathname} here` } } };
    const contentType = headers["content-type"] ?? ANY_BYTES;
    command(fake.controls, { query, json, bytes: raw, contentType });
    return { status: 200, body: {} };
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return { status: 400, body: { error: { message: error.message } } };
  }
}

const QUESTIONS: Record<string, (controls: Controls, query: URLSearchParams) => unknown[]> = {
  "GET visible": (controls, query) =>
    controls.visible({
      chat: query.get("chat"),
      contains: query.get("contains"),
      streaming: flagIn(query, "streaming"),
    }),
  "GET calls": (controls, query) =>
    controls.calls({
      operation: query.get("operation"),
      contains: query.get("contains"),
      chat: query.get("chat"),
      succeeded: flagIn(query, "succeeded"),
      answered: query.get("answered") === "true",
    }),
  "GET reactions": (controls, query) => controls.reactions(query.get("chat")),
  "GET faults": (controls) => controls.pendingFaults(),
};

const COMMANDS: Record<string, (controls: Controls, command: Command) => void> = {
  "POST faults": (controls, { json }) => {
    for (const rule of readRules(json)) controls.fault(rule);
  },
  "DELETE faults": (controls) => controls.clearFaults(),
  "POST chaos": (controls, { json }) => controls.chaos(readChaos(json)),
  "POST revoke": (controls) => controls.revoke(),
  "POST token": (controls, { query }) => controls.tokenLife(numberIn(query, "expire")),
  "POST advance": (controls, { query }) => controls.advance(numberIn(query, "ms")),
  "POST limits": (controls, { json }) => controls.limit(readLimits(json)),
  "POST bot": (controls, { json }) => controls.bot(readBot(json)),
  "POST chats": (controls, { json }) => controls.chat(...readChat(json)),
  "POST messages": (controls, { json }) => controls.message(readMessage(json)),
  "POST end-streaming": (controls, { query }) => controls.endStreaming(query.get("chat")),
  "PUT files": (controls, { query, bytes, contentType }) =>
    controls.file(wordIn(query, "key"), { bytes, contentType }),
  "DELETE files": (controls, { query }) => controls.file(wordIn(query, "key"), null),
  "POST release": (controls, { query }) => controls.release(wordIn(query, "name")),
  "POST reset": (controls) => controls.reset(),
};

async function ask(
  { controls, events }: Fake,
  query: URLSearchParams,
  question: (controls: Controls, query: URLSearchParams) => unknown[],
): Promise<unknown[]> {
  const wanted = wantedIn(query);
  await waitUntil(events, () => question(controls, query).length >= wanted);
  return question(controls, query);
}

async function askGate({ controls, events }: Fake, query: URLSearchParams): Promise<object> {
  const name = wordIn(query, "name");
  const wanted = wantedIn(query);
  await waitUntil(events, () => controls.waiting(name) >= wanted);
  return { name, waiting: controls.waiting(name) };
}

function wantedIn(query: URLSearchParams): number {
  return query.has("at_least") ? numberIn(query, "at_least") : 0;
}

function wordIn(query: URLSearchParams, name: string): string {
  const word = query.get(name);
  if (!word) throw new ControlError(`?${name}= is needed`);
  return word;
}

function flagIn(query: URLSearchParams, name: string): boolean | null {
  const word = query.get(name);
  if (word !== null && word !== "true" && word !== "false")
    throw new ControlError(`${name} is true or false`);
  return word === null ? null : word === "true";
}
