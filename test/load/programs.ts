// Programs that call: `/v1/chat/completions`, streamed and not, and the signed webhook.
import type { IncomingMessage } from "node:http";
import { isRecord, parseJson } from "../../src/core/json.ts";
import { signedDelivery } from "../support/dingtalk-delivery.ts";
import { eventsOf, send, textOf } from "./http.ts";
import type { Entry } from "./ledger.ts";
import { API_KEYS, type Job, rest, type Sending, SIGNED_SECRET, untilDone, wordsOf } from "./sending.ts";

const COMPLETIONS = "/v1/chat/completions";
const SIGNED = "/webhooks/signed";

/** Stateless: nobody asks again, and a call that breaks is over. */
export async function complete({ url, ledger }: Sending, { entry, chat, traits }: Job): Promise<void> {
  const { id, text } = entry.message;
  const key = API_KEYS[chat.name.length % API_KEYS.length] ?? "";
  const body = { model: "gpt-4o-mini", stream: traits.streamed, messages: [{ role: "user", content: text }] };
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}`, "x-request-id": id };
  try {
    const call = { method: "POST" as const, path: COMPLETIONS, headers, body: JSON.stringify(body) };
    const response = await send(url, call);
    entry.cached = response.headers["x-cache"] === "HIT";
    if (response.statusCode === 200)
      await (traits.streamed ? readStream : readWhole)(ledger, entry, response);
    else await readRefusal(ledger, entry, response);
  } catch (error) {
    ledger.fault(`POST ${COMPLETIONS} ${wordsOf(error)}`, Date.now());
    ledger.cut(entry, Date.now());
  }
}

type Ledger = Sending["ledger"];

async function readWhole(ledger: Ledger, entry: Entry, response: IncomingMessage): Promise<void> {
  const body = parseJson(await textOf(response));
  const [choice] = isRecord(body) && Array.isArray(body.choices) ? body.choices : [];
  const content = isRecord(choice) && isRecord(choice.message) ? choice.message.content : null;
  ledger.answered(entry, String(content), Date.now());
}

async function readStream(ledger: Ledger, entry: Entry, response: IncomingMessage): Promise<void> {
  let said = "";
  for await (const { data } of eventsOf(response)) {
    if (data === "[DONE]") return ledger.answered(entry, said, Date.now());
    const chunk = parseJson(data);
    if (isRecord(chunk) && chunk.error !== undefined) return ledger.failed(entry, Date.now());
    const piece = pieceOf(chunk);
    if (piece === "") continue;
    said += piece;
    ledger.spoke(entry, Date.now());
  }
  entry.wrong ??= "a stream that ended without [DONE] and without an error";
}

function pieceOf(chunk: unknown): string {
  const [choice] = isRecord(chunk) && Array.isArray(chunk.choices) ? chunk.choices : [];
  const piece = isRecord(choice) && isRecord(choice.delta) ? choice.delta.content : "";
  return typeof piece === "string" ? piece : "";
}

/** The model's fault is told with the status of a gateway; anything else nobody expects. */
async function readRefusal(ledger: Ledger, entry: Entry, response: IncomingMessage): Promise<void> {
  const said = await textOf(response);
  ledger.failed(entry, Date.now());
  if (entry.message.fate === "failure" && response.statusCode === 502) return;
  ledger.fault(`POST ${COMPLETIONS} ${response.statusCode} ${said.slice(0, 200)}`, Date.now());
}

/** Waits for its answer; asks again by the same id when it gets none. */
export async function post(sending: Sending, job: Job): Promise<void> {
  await untilDone(sending, () => postOnce(sending, job.entry));
  const { againAfterMs } = job.traits;
  if (againAfterMs === null || job.entry.end !== "answered") return;
  await rest(againAfterMs);
  await untilDone(sending, () => postOnce(sending, job.entry));
}

async function postOnce({ url, ledger }: Sending, entry: Entry): Promise<boolean> {
  const { id, chat, text, fate } = entry.message;
  const message = { message_id: id, session_id: chat, message: text };
  const { body, headers } = await signedDelivery(message, { secret: SIGNED_SECRET, bodySignature: true });
  try {
    const call = { method: "POST" as const, path: SIGNED, body, headers: { ...headers, "x-request-id": id } };
    const response = await send(url, call);
    const said = await textOf(response);
    const answer = parseJson(said);
    const isAnswer = response.statusCode === 200 && isRecord(answer);
    if (isAnswer) ledger.answered(entry, String(answer.reply), Date.now());
    else if (fate === "failure" && response.statusCode === 502) ledger.failed(entry, Date.now());
    else ledger.fault(`POST ${SIGNED} ${response.statusCode} ${said.slice(0, 200)}`, Date.now());
    return entry.end !== null;
  } catch (error) {
    ledger.fault(`POST ${SIGNED} ${wordsOf(error)}`, Date.now());
    return false;
  }
}
