// POST /v1/chat/completions: reads the request and its directives, then answers, streamed or whole.
import { type ModelAnswer, planAnswer } from "./answer.ts";
import type { ChatRequestBody } from "./chat-request.ts";
import { type AnswerHead, deltaChunks, finishChunks, pieceDelta, usageChunk, wholeAnswer } from "./chunks.ts";
import { type Directives, numberOf, readDirectives } from "./directives.ts";
import { createEventWriter, type EventWriter } from "./event-writer.ts";
import { disconnect, type Exchange, end, sendJson, wait, waitForEver, writeHeaders } from "./exchange.ts";
import { answerWithFault, type StreamFault, streamFault } from "./faults.ts";

interface Running {
  exchange: Exchange;
  head: AnswerHead;
  answer: ModelAnswer;
  directives: Directives;
  fault: StreamFault | null;
}

const CUT_PAUSE_MS = 20;

export async function answerCompletion(exchange: Exchange, request: ChatRequestBody): Promise<void> {
  const { text, directives } = readDirectives(exchange.record.message, request.model);
  if (await answerWithFault(exchange, directives)) return;
  const answer = planAnswer(request, text, directives);
  const created = Math.floor(exchange.record.receivedAt / 1000);
  const head = { id: `chatcmpl-fake-${exchange.record.id}`, created, request };
  const running = { exchange, head, answer, directives, fault: streamFault(directives) };
  await (request.stream ? streamAnswer(running) : sendWhole(running));
}

async function streamAnswer(running: Running): Promise<void> {
  const { exchange, head, answer, directives, fault } = running;
  writeHeaders(exchange, 200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
  });
  const events = createEventWriter(exchange, directives);
  if (directives.has("comment")) await events.comment("FAKE PROCESSING");
  if (!directives.has("norole"))
    await writeAll(events, deltaChunks(head, { role: "assistant", content: "", refusal: null }));
  await wait(exchange, numberOf(directives, "firsttoken"));
  await passGate(running, "holdfirst");
  for (const piece of answer.reasoning) {
    await writeAll(events, deltaChunks(head, { reasoning_content: piece }));
    await wait(exchange, numberOf(directives, "delay"));
  }
  await writePieces(running, events);
  if (fault) return strike(running, events, fault);
  await writeAll(events, finishChunks(head, answer.finishReason));
  if (head.request.includeUsage && !directives.has("nousage")) await events.json(usageChunk(head, answer));
  await events.data("[DONE]");
  end(exchange);
}

async function writePieces(running: Running, events: EventWriter): Promise<void> {
  const { exchange, head, answer, directives, fault } = running;
  const delay = numberOf(directives, "delay");
  for (const [index, piece] of answer.pieces.slice(0, fault?.after).entries()) {
    if (index > 0) await wait(exchange, delay);
    await writeAll(events, deltaChunks(head, pieceDelta(answer, index), piece));
    exchange.record.pieces += 1;
    exchange.context.changed();
    if (index === 0) await passGate(running, "hold");
  }
}

async function strike({ exchange }: Running, events: EventWriter, fault: StreamFault): Promise<void> {
  if (fault.gate) await exchange.context.gates.pass(fault.gate, exchange.signal);
  if (fault.kind === "silent") return waitForEver(exchange);
  if (fault.kind === "cut") return cut(exchange);
  if (fault.kind === "badjson") await events.data('{"id":"chatcmpl-fake","choices":[{"index":0,"del');
  if (fault.kind === "midstream-error") {
    await events.json({
      error: { message: "The fake model broke off.", type: "server_error", param: null, code: null },
    });
  }
  end(exchange);
}

/** Without a stream the pauses add up before the body. */
async function sendWhole(running: Running): Promise<void> {
  const { exchange, head, answer, directives, fault } = running;
  await passGate(running, "holdfirst");
  await passGate(running, "hold");
  await wait(exchange, numberOf(directives, "firsttoken"));
  await wait(exchange, (numberOf(directives, "delay") ?? 0) * answer.pieces.length);
  const whole = wholeAnswer(head, answer, !directives.has("nousage"));
  if (fault) return sendBroken(running, JSON.stringify(whole), fault);
  exchange.record.pieces = answer.pieces.length;
  sendJson(exchange, whole);
}

/** Half a body: then silence, a broken connection, or its end. */
async function sendBroken({ exchange }: Running, body: string, fault: StreamFault): Promise<void> {
  writeHeaders(exchange, 200, { "content-type": "application/json" });
  exchange.response.write(body.slice(0, Math.floor(body.length / 2)));
  if (fault.kind === "silent") return waitForEver(exchange);
  if (fault.kind === "cut") return cut(exchange);
  end(exchange);
}

/** A broken connection takes what its reader has not read yet with it, hence the pause. */
async function cut(exchange: Exchange): Promise<void> {
  await wait(exchange, CUT_PAUSE_MS);
  disconnect(exchange);
}

async function passGate({ exchange, directives }: Running, name: "hold" | "holdfirst"): Promise<void> {
  const gate = directives.get(name)?.value;
  if (gate !== undefined) await exchange.context.gates.pass(gate, exchange.signal);
}

async function writeAll(events: EventWriter, chunks: unknown[]): Promise<void> {
  for (const chunk of chunks) await events.json(chunk);
}
