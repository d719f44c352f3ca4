// Posts an answer to the callback address that came with a signed delivery, signed the same way.
import type { SendOutcome } from "../../core/delivery.ts";
import { callPlatform } from "../call.ts";
import type { Sender } from "../channel.ts";
import { again, dead, isPassingError, SENT } from "../steps.ts";
import type { Signed } from "./signed.ts";

/** The answer is one JSON text, whatever its length: a program reads it, and when it is finished. */
export function callbackSender(signed: Signed, fetcher: typeof fetch, now: () => number): Sender {
  return {
    split: (json) => (json === "" ? [] : [json]),
    send: async ({ replyUrl }, { markdown }) =>
      replyUrl === null ? NO_CALLBACK : sendCallback(signed, fetcher, replyUrl, markdown, now()),
    show: null,
    beginWork: async () => null,
    endWork: async () => undefined,
    fetchAttachment: async () => ({ ok: false, error: NO_ATTACHMENTS }),
    showEveryMs: 1_000,
  };
}

/** `now`: Unix milliseconds. The receiver knows a repeat by its `message_id`. */
export async function sendCallback(
  signed: Signed,
  fetcher: typeof fetch,
  url: string,
  json: string,
  now: number,
): Promise<SendOutcome> {
  const headers = await signed.sign(json, now);
  const answer = await callPlatform(fetcher, { url, method: "POST", headers, text: json }, now);
  if (!answer.ok) {
    const error = { ...answer.error, message: WORDS[answer.error.kind] };
    return isPassingError(error) ? again(error) : dead(error);
  }
  const { status } = answer.value;
  return status < 300
    ? SENT
    : dead({ kind: "refused", code: String(status), message: WORDS.refused, pauseMs: null });
}

const WORDS = {
  unreachable:
    "The callback address did not take the answer: no connection, no answer in time, or a fault of its own.",
  busy: "The callback address asks to come later.",
  refused: "The callback address refused the answer.",
};

const NO_CALLBACK: SendOutcome = { kind: "dead", error: "no_callback: the delivery named no callback_url" };

const NO_ATTACHMENTS = {
  kind: "refused",
  code: "no_attachments",
  message: "Signed deliveries carry text only.",
  pauseMs: null,
} as const;
