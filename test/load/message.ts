// One message of the load: who asks what, and what the answer must be. Pure.

export const KINDS = ["web", "completion", "feishu", "dingtalk", "signed"] as const;

/** The door by which it comes: the page, `/v1`, a platform's callback, the signed webhook. */
export type Kind = (typeof KINDS)[number];

/** What a platform delivers is answered there, and not in the response. */
const PLATFORMS = ["feishu", "dingtalk"] as const satisfies Kind[];
export type Platform = (typeof PLATFORMS)[number];

export interface Message {
  /** Also its request id and its message id, by which everything that becomes of it is found again. */
  id: string;
  kind: Kind;
  chat: string;
  /** Its place among the messages of its chat, from 0. */
  position: number;
  /** What is asked, with the directives by which the fake model knows its answer. */
  text: string;
  answer: string;
  /** What must become of it: some are answered by a model that breaks off. */
  fate: "answer" | "failure";
}

const WORDS =
  "the answer of a model comes in pieces and each of them has to arrive once in its place so that what people read is what was said".split(
    " ",
  );

/** Words that no other answer holds, at its beginning and its end, and between them as many others as are wished. */
export function answerOf(id: string, words: number): string {
  const between = Array.from({ length: words }, (_, index) => WORDS[index % WORDS.length]).join(" ");
  return `Answer ${id} begins: ${between}, and answer ${id} ends.`;
}

/** The message whose answer, or a part of it, stands in a text; null for a text that is none. */
export function idIn(text: string): string | null {
  return /\bAnswer ([a-z]+\d+) begins/.exec(text)?.[1] ?? null;
}

export function isPlatform(kind: Kind): kind is Platform {
  return PLATFORMS.some((platform) => platform === kind);
}
