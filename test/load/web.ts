// The page's reader: streams an answer, goes on behind the last event when the connection breaks, and asks again by the same id.
import type { IncomingMessage } from "node:http";
import { isRecord, parseJson } from "../../src/core/json.ts";
import type { ChatEvent } from "../../src/core/wire.ts";
import { readHistory } from "./histories.ts";
import { eventsOf, send, textOf } from "./http.ts";
import { type Job, rest, type Sending, untilDone, wordsOf } from "./sending.ts";

/** What a reader has of one answer so far. */
interface Reading {
  text: string;
  lastEventId: string | null;
  /** Has broken its own connection already, where it is to. */
  broke: boolean;
}

const CHAT = "/api/chat";
/** Between two looks of one who waits for an answer that is being made. */
const REOPEN_MS = 500;

export async function ask(sending: Sending, job: Job): Promise<void> {
  if (job.chat.cookie === null && !(await untilDone(sending, () => greet(sending, job)))) return;
  const reading: Reading = { text: "", lastEventId: null, broke: !job.traits.breaks };
  await untilDone(sending, () => read(sending, job, reading));
  if (job.entry.end === null) await untilDone(sending, () => reopen(sending, job));
  const { againAfterMs } = job.traits;
  if (againAfterMs === null || job.entry.end === null) return;
  await rest(againAfterMs);
  // A failed one would call the model anew, which is another answer.
  if (job.entry.end === "answered")
    await untilDone(sending, () => read(sending, job, { text: "", lastEventId: null, broke: true }));
}

/** The first visit brings the cookie. */
async function greet({ url, ledger }: Sending, { chat, entry }: Job): Promise<boolean> {
  try {
    const headers = { "x-request-id": `${entry.message.id}-greeting` };
    const response = await send(url, { method: "GET", path: CHAT, headers });
    const said = await textOf(response);
    chat.cookie = response.headers["set-cookie"]?.[0]?.split(";")[0] ?? null;
    if (response.statusCode === 200 && chat.cookie !== null) return true;
    ledger.fault(`GET ${CHAT} ${response.statusCode} ${said.slice(0, 200)}`, Date.now());
  } catch (error) {
    ledger.fault(`GET ${CHAT} ${wordsOf(error)}`, Date.now());
  }
  return false;
}

/** Opens the conversation of an answer that nobody waited for. Whether it stands there, as an answer or as a failure. */
async function reopen({ url, ledger }: Sending, { entry, chat }: Job): Promise<boolean> {
  try {
    const lines = await readHistory(url, chat.session ?? "", chat.cookie ?? "");
    const answer = lines.find(
      ({ message_id, role }) => role === "assistant" && message_id === entry.message.id,
    );
    if (answer?.status === "ok") ledger.answered(entry, answer.content, Date.now());
    else if (answer !== undefined) ledger.failed(entry, Date.now());
    else await rest(REOPEN_MS);
    return answer !== undefined;
  } catch (error) {
    ledger.fault(wordsOf(error), Date.now());
    return false;
  }
}

/** Whether the reader has what there is to have: the answer, or the words that there is none; or has gone away. */
async function read(sending: Sending, job: Job, reading: Reading): Promise<boolean> {
  const { ledger, url } = sending;
  try {
    const response = await send(url, { method: "POST", path: CHAT, ...requestOf(job, reading) });
    if (response.statusCode !== 200) {
      ledger.fault(
        `POST ${CHAT} ${response.statusCode} ${(await textOf(response)).slice(0, 200)}`,
        Date.now(),
      );
      return false;
    }
    return await follow(sending, job, reading, response);
  } catch (error) {
    ledger.fault(`POST ${CHAT} ${wordsOf(error)}`, Date.now());
    return false;
  }
}

function requestOf({ entry, chat }: Job, { lastEventId }: Reading) {
  const { id, text } = entry.message;
  const session = chat.session === null ? {} : { session_id: chat.session };
  return {
    headers: {
      "content-type": "application/json",
      cookie: chat.cookie ?? "",
      "x-request-id": id,
      ...(lastEventId !== null && { "last-event-id": lastEventId }),
    },
    body: JSON.stringify({ message: text, message_id: id, stream: true, ...session }),
  };
}

async function follow(
  { ledger }: Sending,
  { entry, chat, traits }: Job,
  reading: Reading,
  response: IncomingMessage,
): Promise<boolean> {
  for await (const { id, name, data } of eventsOf(response)) {
    const now = Date.now();
    reading.lastEventId = id;
    ledger.acknowledged(entry, now);
    const event = eventFrom(name, data);
    if (event === null) throw new Error(`an event that nobody knows: ${name} ${data.slice(0, 100)}`);
    if (event.event === "start") {
      reading.text = "";
      chat.session ??= event.data.session_id;
      if (!traits.leaves || entry.end !== null) continue;
      response.destroy();
      return true;
    } else if (event.event === "delta") {
      reading.text += event.data.text;
      ledger.spoke(entry, now);
      if (reading.broke) continue;
      reading.broke = true;
      response.destroy();
      return false;
    } else if (event.event === "done") {
      const { reply, cached } = event.data;
      entry.cached ||= cached;
      ledger.answered(
        entry,
        reading.text === reply ? reply : `deltas “${reading.text}”, reply “${reply}”`,
        now,
      );
      return true;
    } else {
      ledger.failed(entry, now);
      return true;
    }
  }
  throw new Error("the stream ended without done or error");
}

/** Only what the wire knows; the fields are what the Worker's types say. */
function eventFrom(name: string | null, data: string): ChatEvent | null {
  const value = parseJson(data);
  if (!isRecord(value) || !["start", "delta", "done", "error"].includes(name ?? "")) return null;
  return { event: name, data: value } as unknown as ChatEvent;
}
