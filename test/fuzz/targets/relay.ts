// A model's stream as it is passed on: cut at events, mended for strict clients, ended in order, whatever comes.
import { createParser } from "eventsource-parser";
import { describeFailure } from "../../../src/core/error.ts";
import { isRecord, parseJson } from "../../../src/core/json.ts";
import { completionEvents } from "../../../src/http/completion-events.ts";
import { type RelayEnd, relayEvents } from "../../../src/http/completion-relay.ts";
import { concatenate, EventCutter } from "../../../src/http/event-cutter.ts";
import { EventMender, type MenderOptions } from "../../../src/http/event-mender.ts";
import { createOpenCompletion } from "../../../src/model/client.ts";
import { reportedFailure } from "../../../src/model/failure.ts";
import { openCompletion } from "../../../src/model/relay.ts";
import { hold, holdSame } from "../hold.ts";
import { choiceOf, onText, type Target } from "../target.ts";
import { inPieces, STREAMS, TOKENS } from "./model.ts";

const options: MenderOptions = {
  model: "shown",
  alias: "file",
  choices: 1,
  failureOf: (error) => reportedFailure(error, ["model-key-of-the-test"]),
};

export const relayTargets: Target[] = [
  {
    name: "event-cutter",
    covers: ["src/http/event-cutter.ts"],
    seeds: () => [...STREAMS, "a\n\nb\r\n\r\nc\n\r\n\nd"],
    tokens: ["\n\n", "\r\n\r\n", "\r", "\n"],
    check(input) {
      for (const size of [1, 2, 3, 1 + choiceOf(input, 40)]) {
        const cutter = new EventCutter();
        const parts: Uint8Array[] = [];
        for (let at = 0; at < input.length; at += size) {
          const whole = cutter.take(input.subarray(at, at + size));
          if (whole === null) continue;
          const end = Buffer.from(whole).toString("latin1");
          hold(end.endsWith("\n\n") || end.endsWith("\n\r\n"), "whole events end with a blank line");
          parts.push(whole);
        }
        const rest = cutter.rest();
        hold(rest.length === cutter.waiting, "what waits is counted");
        holdSame(
          Buffer.from(concatenate([...parts, rest])).toString("base64"),
          Buffer.from(input).toString("base64"),
          "nothing is lost",
        );
        if (size === 1)
          hold(!/\n\r?\n/.test(Buffer.from(rest).toString("latin1")), "nothing whole is held back");
      }
    },
  },
  {
    name: "event-mender",
    covers: ["src/http/event-mender.ts", "src/core/chunk-signs.ts", "src/http/completion-events.ts"],
    seeds: () => STREAMS,
    tokens: TOKENS,
    check(input) {
      const [cutter, mender] = [new EventCutter(), new EventMender(options)];
      const size = 1 + choiceOf(input, 200);
      let sent = "";
      for (let at = 0; at < input.length && !mender.over; at += size) {
        const whole = cutter.take(input.subarray(at, at + size));
        if (whole !== null) sent += mender.pass(whole).text;
      }
      if (!mender.over) sent += mender.passRest(cutter.rest())?.text ?? "";
      hold(!JSON.stringify(mender.failure).includes("model-key-of-the-test"), "an error tells no key");
      if (mender.over) hold(sent.endsWith("\n\n"), "the last event is whole");
      hold(sent.length <= 4 * input.length + 2_000, "no more than came, and an end");
    },
  },
  {
    name: "completion-relay",
    covers: [
      "src/http/completion-relay.ts",
      "src/http/event-mender.ts",
      "src/http/event-cutter.ts",
      "src/model/relay.ts",
      "src/model/opening.ts",
    ],
    seeds: () => STREAMS,
    tokens: TOKENS,
    mostBytes: 8_192,
    async check(input) {
      const opened = await openCompletion(
        {
          endpoints: [{ baseUrl: "https://model.example/v1", apiKey: "model-key-of-the-test", model: "m" }],
          limits: { timeoutMs: 600_000, silenceMs: 600_000 },
          open: createOpenCompletion(async () => inPieces(input)),
          pause: async () => undefined,
          now: () => 1_760_000_000_000,
        },
        { model: "m", stream: true },
        new AbortController().signal,
      );
      if (!opened.ok) return hold(opened.failure.kind === "upstream", "a declared failure");
      if (opened.value.kind === "whole") return;
      const { reader, end, timedOut, failureOf } = opened.value;
      const ends: RelayEnd[] = [];
      const stream = relayEvents(reader, {
        ...options,
        failureOf,
        silenceMs: 600_000,
        abort: end,
        timedOut,
        clientGone: () => false,
        onEnd: (ended) => ends.push(ended),
      });
      const text = await new Response(stream).text();
      const [ended] = ends;
      hold(ends.length === 1 && ended !== undefined, "it ends once");
      const last = eventsOf(text).at(-1) ?? "";
      if (ended.failure === null) hold(last === "[DONE]", "a whole answer ends with its mark");
      else {
        const report = parseJson(last);
        hold(isRecord(report) && isRecord(report.error), "an end without a mark says why");
        holdSame(report.error, describeFailure(ended.failure).body, "what is told is what was noted");
      }
    },
  },
  {
    name: "completion-events",
    covers: ["src/http/completion-events.ts"],
    seeds: () => [
      '{"id":"c","choices":[{"message":{"role":"assistant","content":"a","tool_calls":[{"id":"t"}]},"finish_reason":"stop"}],"usage":{}}',
    ],
    tokens: TOKENS,
    check: onText((text) => {
      const completion = parseJson(text);
      if (!isRecord(completion)) return;
      const events = eventsOf(completionEvents(completion, true));
      hold(events.at(-1) === "[DONE]", "the mark is last");
      for (const event of events.slice(0, -1)) hold(isRecord(parseJson(event)), "each event is JSON");
    }),
  },
];

function eventsOf(text: string): string[] {
  const events: string[] = [];
  createParser({ onEvent: ({ data }) => events.push(data) }).feed(text);
  return events;
}
