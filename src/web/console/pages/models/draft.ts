// Changes of a model file by its form: what is left empty is left out.
import type { LocalText, ModelFile } from "./wire.ts";

/** With this field, or without it where there is nothing to say. */
export function withField<Name extends keyof ModelFile>(
  file: ModelFile,
  name: Name,
  value: ModelFile[Name] | undefined,
): ModelFile {
  if (value !== undefined) return { ...file, [name]: value };
  const { [name]: _, ...rest } = file;
  return rest as ModelFile;
}

/** The same for what is a record itself; an empty one is left out. */
export function withPart<Part extends object>(
  part: Part | undefined,
  name: keyof Part,
  value: unknown,
): Part | undefined {
  const next = Object.fromEntries(
    Object.entries({ ...part, [name]: value }).filter(([, held]) => held !== undefined),
  );
  return Object.keys(next).length === 0 ? undefined : (next as Part);
}

export function textIn(text: LocalText | undefined, language: "en" | "zh"): string {
  return typeof text === "string" ? text : (text?.[language] ?? "");
}

export function isEmptyText(text: LocalText): boolean {
  return typeof text === "string" ? text === "" : text.en === "" && text.zh === "";
}

/** Each line that says something, one text. */
export function linesIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Whatever the order of their fields. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, held]) => [name, inOrder(held)]));
}

/** With its fields, and those of its parts, in the order of another: so a comparison shows what changed and nothing else. */
export function orderedLike(file: ModelFile, other: ModelFile): ModelFile {
  return ordered(file, other) as ModelFile;
}

function ordered(value: unknown, other: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (typeof other !== "object" || other === null) return value;
  if (Array.isArray(value)) {
    return Array.isArray(other) ? value.map((item, index) => ordered(item, other[index])) : value;
  }
  const place = Object.keys(other);
  const rank = (name: string) => (place.includes(name) ? place.indexOf(name) : place.length);
  const entries = Object.entries(value).sort(([one], [two]) => rank(one) - rank(two));
  return Object.fromEntries(entries.map(([name, held]) => [name, ordered(held, Reflect.get(other, name))]));
}
