// Marks that a wrong copy leaves on a value: blanks, quotation marks, a placeholder, the same text in two places.
import { type Check, error, judge, type Text, type Topic, text } from "./report.ts";

/** Settings by name; null: not set. */
export type Values = Record<string, string | null>;

const PLACEHOLDER = /^(?:x{3,}|\*{3,}|\.{3,}|…+|<.*>|\$\{.*\}|your[-_ ].*|change[-_ ]?me|todo)$/i;

export function checkCopies(topic: Topic, values: Values, source: Text): Check {
  const given = Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  const first = (isBad: (value: string) => boolean) => given.find(({ value }) => isBad(value))?.name ?? null;
  const blank = first((value) => value !== value.trim());
  const quoted = first((value) => /^["'“”‘’`]|["'“”‘’`]$/.test(value));
  const placeholder = first((value) => PLACEHOLDER.test(value));
  const twins = given.find(({ value }, index) =>
    given.slice(index + 1).some((other) => other.value === value),
  );
  const twin = given.find(({ name, value }) => name !== twins?.name && value === twins?.value);
  const again = (name: string) =>
    text(`Copy ${name} anew from ${source.en}.`, `请从控制台${source.zh}重新复制 ${name}。`);
  const bad = (name: string | null, en: string, zh: string) =>
    name !== null && error(text(`${name} ${en}`, `${name} ${zh}`), again(name));
  return judge(
    topic,
    text("Each value is whole and different.", "各项完整，没有重复。"),
    bad(blank, "begins or ends with a blank or line break.", "的首尾有空格或换行。"),
    bad(
      quoted,
      "begins or ends with a quotation mark, which counts as part of it.",
      "的首尾有引号，引号也会算进内容。",
    ),
    bad(placeholder, "is still a placeholder.", "还是占位文字。"),
    twins !== undefined &&
      twin !== undefined &&
      error(
        text(
          `${twins.name} and ${twin.name} hold the same value.`,
          `${twins.name} 和 ${twin.name} 填成了同一个值。`,
        ),
        text(
          `Copy ${twins.name} and ${twin.name} anew from ${source.en}: they are different things.`,
          `它们是两样东西，请从控制台${source.zh}重新复制 ${twins.name} 和 ${twin.name}。`,
        ),
      ),
  );
}
