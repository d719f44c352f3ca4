// The words of a paragraph as plain text: no marks, addresses behind what links to them.
import { pairsIn } from "./delimiters.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { type Atom, type Link, type References, scanInline } from "./inline.ts";

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " " };

export function plainWords(words: string, references?: References): string {
  if (!/[\\`*_~[<&]/.test(words)) return words;
  const { atoms, links } = scanInline(words, references);
  const emphasis = pairsIn(words, atoms).flatMap(({ opener, closer }) => {
    // A single star between letters is more often one that is meant.
    const literal = opener.end - opener.start === 1 && opener.inner;
    const works = opener.opens && closer.closes && !literal;
    return works ? [opener, closer].map(({ start, end }) => ({ start, end, text: "" })) : [];
  });
  return applyEdits(
    words,
    [...emphasis, ...atoms.flatMap((atom) => atomEdits(words, atom)), ...links.flatMap(linkEdits)],
    plainPart,
  );
}

function atomEdits(words: string, { kind, start, end, text }: Atom): Edit[] {
  if (kind === "code") return [{ start, end, text: unpadded(text) }];
  return kind === "address" ? [{ start, end, text: words.slice(start + 1, end - 1) }] : [];
}

/** CommonMark takes one space away from both ends, so that code may begin with a backtick. */
function unpadded(code: string): string {
  return /^ .* $/s.test(code) && code.trim() !== "" ? code.slice(1, -1) : code;
}

function linkEdits({ kind, start, end, label, labelEnd, url }: Link): Edit[] {
  const address = label.trim() === "" ? url : ` (${url})`;
  const said = url === "" || label === url || `mailto:${label}` === url;
  if (kind === "tag") return [{ start, end, text: said ? label : label + address }];
  const opening = { start, end: labelEnd - label.length, text: "" };
  return [opening, { start: labelEnd, end, text: said ? "" : address }];
}

function plainPart(part: string): string {
  return part
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/\\(?=\r?\n)/g, "")
    .replace(/\\([!-/:-@[-`{-~])|&([a-z]{2,4});/gi, (whole, escaped?: string, entity?: string) => {
      return escaped ?? ENTITIES[entity?.toLowerCase() ?? ""] ?? whole;
    });
}
