// Angle brackets for clients that take them for HTML and drop them with what they hold: DingTalk's.
import { mapWords } from "./chunks.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { type Atom, scanInline } from "./inline.ts";
import { writeTarget } from "./target.ts";

const ENTITY = /&(?=(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});)/gi;

const LINKED = /^(?:https?|ftp|mailto):/i;

/** Outside code `<` becomes `&lt;`, an `&` that would read as an entity `&amp;`, `<https://…>` a link. Not to be repeated. */
export function escapeAngles(markdown: string): string {
  return mapWords(markdown, (words) => {
    if (!/[<&]/.test(words)) return words;
    const edits = scanInline(words).atoms.flatMap((atom) => editOf(words, atom));
    return applyEdits(words, edits, escaped);
  });
}

function escaped(words: string): string {
  return words.replace(ENTITY, "&amp;").replaceAll("<", "&lt;");
}

function editOf(words: string, { kind, start, end, text }: Atom): Edit[] {
  // What only looks like an address is HTML or XML to whoever wrote it: `<soap:Envelope>`.
  if (kind === "tag" || (kind === "address" && !LINKED.test(text))) return [];
  if (kind !== "address") return [{ start, end, text: words.slice(start, end) }];
  const label = escaped(words.slice(start + 1, end - 1)).replace(/[[\]]/g, "\\$&");
  return [{ start, end, text: `[${label}](${writeTarget(text)})` }];
}
