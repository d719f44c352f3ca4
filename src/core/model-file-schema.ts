// What a model file may hold. Read at the door, and again when it comes out of the bucket, where people may have edited it.
import * as v from "valibot";
import type { ModelFile } from "./model-file.ts";

const LONGEST_TITLE = 200;
const LONGEST_WORDS = 2_000;
const LONGEST_PROMPT = 64_000;

function text(most: number, least = 1) {
  return v.pipe(
    v.string(),
    v.minLength(least, "must not be empty"),
    v.maxLength(most, `must have at most ${most} characters`),
    v.regex(/^[^\0]*$/, "must hold no NUL character"),
  );
}

/** A field that nobody knows was meant to do something: it is refused by its name. */
function strict<TEntries extends v.ObjectEntries>(entries: TEntries) {
  return v.strictObject(entries, (issue) =>
    issue.expected === "never" ? "is no field here" : issue.message,
  );
}

function list<TItem extends v.GenericSchema>(item: TItem, most: number) {
  return v.pipe(v.array(item), v.maxLength(most, `must be at most ${most}`));
}

function number(least: number, most: number) {
  return v.pipe(v.number(), v.minValue(least), v.maxValue(most));
}

function whole(least: number, most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
}

/** A list shows it in one line. */
function line(most: number) {
  return v.pipe(text(most), v.regex(/^[^\p{Cc}]*$/u, "must hold no control characters"));
}

/** One text, or one for each language. */
function local(one: ReturnType<typeof line | typeof text>) {
  return v.union([one, strict({ en: one, zh: one })], "must be a text, or one as en and one as zh");
}

/** A switch, or a list of names. */
function some(most: number, longest: number) {
  return v.union([v.boolean(), list(text(longest), most)], "must be true, false or a list of names");
}

const parameters = strict({
  temperature: v.exactOptional(number(0, 2)),
  top_p: v.exactOptional(number(0, 1)),
  max_tokens: v.exactOptional(whole(1, 1_000_000)),
  presence_penalty: v.exactOptional(number(-2, 2)),
  frequency_penalty: v.exactOptional(number(-2, 2)),
  stop: v.exactOptional(v.union([text(200), list(text(200), 4)], "must be a text or a list of texts")),
  seed: v.exactOptional(whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
});

export const modelFileSchema = strict({
  title: local(line(LONGEST_TITLE)),
  description: v.exactOptional(local(text(LONGEST_WORDS))),
  model: text(200),
  endpoint: v.exactOptional(text(32)),
  system_prompt: text(LONGEST_PROMPT, 0),
  parameters: v.exactOptional(parameters),
  examples: v.exactOptional(list(strict({ user: text(16_000), assistant: text(16_000) }), 20)),
  greeting: v.exactOptional(local(text(LONGEST_WORDS))),
  suggestions: v.exactOptional(list(text(200), 6)),
  knowledge: v.exactOptional(some(20, 50)),
  channels: v.exactOptional(
    v.pipe(
      v.array(
        v.picklist(
          ["web", "api", "openai", "dingtalk", "feishu", "signed"],
          "must be web, api, openai, dingtalk, feishu or signed",
        ),
      ),
      v.minLength(1, "must name a channel; leave it out for all"),
      v.maxLength(6),
    ),
  ),
  default_for: v.exactOptional(
    list(
      v.pipe(
        v.string(),
        // Who calls /v1 names a model always; the page and /api/chat know no chats.
        v.regex(
          /^(?:web|api|dingtalk|feishu|signed|(?:dingtalk|feishu|signed):[^\p{Cc}]{1,200})$/u,
          "must be web, api, dingtalk, feishu or signed, or a chat such as dingtalk:CHAT_ID",
        ),
      ),
      100,
    ),
  ),
  tools: v.exactOptional(some(50, 100)),
  limits: v.exactOptional(
    strict({
      history_tokens: v.exactOptional(whole(0, 200_000)),
      timeout_seconds: v.exactOptional(whole(1, 600)),
    }),
  ),
}) satisfies v.GenericSchema<unknown, ModelFile>;

/** It stands in addresses, behind `/model`, and in the bucket. */
export const MODEL_FILE_NAME = /^[a-z0-9_-]{1,64}$/;
