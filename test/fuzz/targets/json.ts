// JSON bodies at our doors: bounded before anything parses them, and what is taken can be written down again.
import * as v from "valibot";
import { findJsonExcess, isRecord, isWellFormed, parseJson } from "../../../src/core/json.ts";
import { parseJsonBody, readJsonBody } from "../../../src/core/json-body.ts";
import { modelFileSchema } from "../../../src/core/model-file-schema.ts";
import {
  documentChangeSchema,
  documentSchema,
  knowledgeSearchSchema,
} from "../../../src/http/admin/knowledge-schema.ts";
import { linkSchema } from "../../../src/http/admin/link-schema.ts";
import { modelTestSchema } from "../../../src/http/admin/model-test-schema.ts";
import {
  chatRequestSchema,
  conversationFileSchema,
  feedbackSchema,
  sessionChangeSchema,
} from "../../../src/http/chat-schema.ts";
import { completionRequestSchema, lastQuestion } from "../../../src/http/completion-schema.ts";
import { hold } from "../hold.ts";
import { onText, type Target } from "../target.ts";

const BODIES = [
  '{"message":"hello","session_id":"s1","message_id":"m1","stream":true,"images":["https://a.example/a.png"]}',
  '{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"hi"}]}],"n":1,"stop":["a"]}',
  '{"title":"t","messages":[{"role":"user","content":"q","timestamp":"2026-01-31T08:00:00Z"},{"role":"assistant","content":"a","sources":[{"title":"t","snippet":"s","number":1}]}]}',
  '{"title":{"en":"a","zh":"b"},"model":"m","system_prompt":"","parameters":{"temperature":0.5,"stop":["a"]},"default_for":["feishu:oc_1"],"tools":true,"limits":{"timeout_seconds":5}}',
  '{"key":"models/a.bin","expires_in":60}',
  '{"message_id":"m","rating":"up"}',
  '{"title":"t","format":"markdown","tags":["a"],"url":"https://a.example/","text":"words","question":"q","limit":3}',
];

const TOKENS = [
  "{",
  "[",
  "null",
  "true",
  '{"a":',
  '"__proto__":',
  "\\ud800",
  "\\u0000",
  '\\"',
  "1e999",
  "session_id",
  "messages",
  "role",
];

const SCHEMAS: readonly v.GenericSchema[] = [
  chatRequestSchema,
  feedbackSchema,
  sessionChangeSchema,
  conversationFileSchema,
  completionRequestSchema,
  modelFileSchema,
  documentSchema,
  documentChangeSchema,
  knowledgeSearchSchema,
  linkSchema,
  modelTestSchema,
];

/** No recursion here: it must not be the check that runs out of stack. */
function depthOf(value: unknown): number {
  let depth = 0;
  let level = [value];
  while (level.length > 0) {
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
    if (level.length > 0) depth += 1;
  }
  return depth;
}

export const jsonTargets: Target[] = [
  {
    name: "json-body",
    covers: ["src/core/json-body.ts", "src/core/json.ts"],
    seeds: () => [...BODIES, "\ufeff{}", '{"a":"\\ud83d"}', "[1]", '{"a":{"a":{"a":[{}]}}}'],
    tokens: TOKENS,
    check(input) {
      const body = readJsonBody(input);
      const parsed = parseJsonBody(input);
      hold(parsed.ok === body.ok, "both readings agree");
      if (!body.ok) return hold(["encoding", "excess", "no_object"].includes(body.flaw), "a declared flaw");
      hold(isRecord(body.value), "an object");
      hold(depthOf(body.value) <= 64, "no deeper than it may be");
      const text = JSON.stringify(body.value);
      hold(JSON.stringify(JSON.parse(text)) === text, "written down it is the same");
      // Halves of pairs are the only ones that JSON.stringify writes so.
      hold(
        isWellFormed(body.value) !== /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/.test(text),
        "halves of pairs are found",
      );
    },
  },
  {
    name: "json-excess",
    covers: ["src/core/json.ts"],
    seeds: () => [...BODIES, '["\\\\\\"[",{}]', '"[[[["'],
    tokens: [...TOKENS, "\\\\", '\\"'],
    check: onText((text) => {
      const value = parseJson(text);
      const excess = findJsonExcess(text);
      if (value === undefined) return;
      hold((excess === "too_deep") === depthIn(text) > 64, "depth is counted as it is");
    }),
  },
  {
    name: "request-schemas",
    covers: [
      "src/http/chat-schema.ts",
      "src/http/completion-schema.ts",
      "src/http/admin/",
      "src/core/model-file-schema.ts",
    ],
    seeds: () => BODIES,
    tokens: TOKENS,
    check(input) {
      const body = readJsonBody(input);
      if (!body.ok) return;
      for (const schema of SCHEMAS) {
        const parsed = v.safeParse(schema, body.value);
        if (!parsed.success) {
          hold(parsed.issues[0].message !== "", "what is refused says why");
          continue;
        }
        hold(v.safeParse(schema, parsed.output).success, "what was taken is taken again");
      }
      const completion = v.safeParse(completionRequestSchema, body.value);
      if (completion.success) hold(typeof lastQuestion(completion.output) === "string", "a question");
    },
  },
];

/** Brackets outside of strings, of a text that is JSON. */
function depthIn(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [sign] of text.replace(/"(?:[^"\\]|\\.)*"/gs, "").matchAll(/[[\]{}]/g)) {
    depth += sign === "[" || sign === "{" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
