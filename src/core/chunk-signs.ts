// Signs in the text of streamed completion chunks that can be found without parsing each one: what passes through has no time for more.
// Text of the model itself stands in JSON strings, where a quote is escaped, so it never looks like one of these.

/** A piece of an answer: text, a thought, a refusal, a tool's name or arguments; or the answer's end. */
const FIRST_TOKEN =
  /"(?:content|reasoning_content|reasoning|refusal|name|arguments)"\s*:\s*"[^"]|"finish_reason"\s*:\s*"[^"]/;
const DONE = /^data:[ \t]*\[DONE\][ \t]*\r?$/m;

export function saysSomething(text: string): boolean {
  return FIRST_TOKEN.test(text) || hasDoneMark(text);
}

export function hasDoneMark(text: string): boolean {
  return text.includes("[DONE]") && DONE.test(text);
}

/** Index of the line with the end mark. */
export function doneMarkAt(text: string): number {
  return text.search(DONE);
}

/** Every choice ended by itself, and none asks for a tool. Of a whole completion or of all its chunks. */
export function endedWell(text: string): boolean {
  const reasons = [...text.matchAll(/"finish_reason"\s*:\s*"([^"]*)"/g)];
  return (
    reasons.length > 0 &&
    reasons.every(([, reason]) => reason === "stop") &&
    !/"tool_calls"\s*:\s*\[/.test(text)
  );
}
