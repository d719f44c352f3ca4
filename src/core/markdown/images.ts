// Images become links, so that no client fetches what a model names: neither platform shows them, and the fetching tells a
// stranger who reads. Feishu refuses a whole card for the address of an image, and for a key that it did not give: we upload none.
import { mapWords } from "./chunks.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { type Link, type References, scanInline } from "./inline.ts";
import { referencesIn } from "./references.ts";
import { writeTarget } from "./target.ts";

const DATA = /^\s*data:/i;
/** Half an image around a whole one may become an image itself. */
const MOST_ROUNDS = 4;
const IMAGE = /!\[|<img/i;

/**
 * `![alt](url "title")`, `![alt][name]` and `<img src alt>` outside code become `[alt](url)`, data URLs their alt text.
 * `label` stands for an absent one. Images inside a link, and links inside an image, become their words: links don't nest.
 */
export function imagesToLinks(markdown: string, label: string): string {
  let linked = markdown;
  for (let round = 0; round < MOST_ROUNDS && IMAGE.test(linked); round += 1) {
    const references = referencesIn(linked);
    const before = linked;
    linked = mapWords(before, (words) => (IMAGE.test(words) ? linkImages(words, references, label) : words));
    if (linked === before) break;
  }
  return linked;
}

function linkImages(words: string, references: References, label: string): string {
  const edits: Edit[] = [];
  /** Not known to be inside another one, in the order of the text. */
  const outer: Link[] = [];
  for (const link of scanInline(words, references).links) {
    while ((outer.at(-1)?.start ?? -1) > link.start) {
      const inner = outer.pop();
      if (inner !== undefined) edits.push(...editsOf(words, inner, label, true));
    }
    outer.push(link);
  }
  for (const link of outer) if (link.kind !== "link") edits.push(...editsOf(words, link, label, false));
  return applyEdits(words, edits);
}

function editsOf(words: string, link: Link, absent: string, bare: boolean): Edit[] {
  const { kind, start, end, label, labelEnd, url } = link;
  const plain = bare || url === "" || DATA.test(url);
  // Right behind an exclamation mark the link would be an image again.
  const gap = words.charAt(start - 1) === "!" ? " " : "";
  const [open, close] = plain ? ["", ""] : [`${gap}[`, `](${writeTarget(url)})`];
  if (kind === "tag") {
    const alt = label.replace(/[[\]]/g, "\\$&") || absent;
    return [{ start, end, text: open + alt + close }];
  }
  const labelStart = labelEnd - label.length;
  const word = label.trim() === "" && kind === "image" ? absent : "";
  return [
    { start, end: labelStart, text: open + word },
    { start: labelEnd, end, text: close },
  ];
}
