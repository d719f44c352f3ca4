// How much of an answer fits into one part, the same for every form: which one a part ends up in is not known when it is cut. Judged
// by the text as it came, because it must only ever grow with it: what was rendered shrinks when an image's data or a table's head
// is complete, and a part that was full would have room again after it was sent.
import { jsonLength, utf8Length } from "../../core/markdown/bytes.ts";
import { type CutMemory, cutMarkdown } from "../../core/markdown/cut.ts";

/**
 * The OpenAPI takes 15,000 bytes of `msgParam`, which is JSON as a text; a session webhook takes 20,000 of body. The first is the
 * narrower one, and the thousand that is left has room for the title (120 bytes) and the mention of a name (some 100).
 */
const MOST_MESSAGE_BYTES = 14_000;
/** The vendor's pages say three thousand bytes or ten thousand; bots that work stay below this. */
const MOST_CARD_BYTES = 8_000;

/** What each mark may add: a label in place of an image, entities, the spaces of a line break or beside emphasis. */
const ADDED: [mark: RegExp, bytes: number][] = [
  [/!\[|<img/gi, 16],
  [/[<&]/g, 4],
  [/\n/g, 4],
  [/[*_~]/g, 1],
];

/** In a list each cell of a table stands with its title: as much as the whole first line again, and the marks between. */
const AROUND_CELL = 12;

const ANGLED = /<[^\s<>]+/g;
/** The marks of a link and `mailto:`. */
const AROUND_ADDRESS = 12;
const DEFINITION = /^[ \t>]*\[[^\]\n]+\]:.*$/gm;

export function splitMarkdown(markdown: string, hasCards: boolean, memory?: CutMemory): string[] {
  const fits = hasCards ? fitsCard : fitsMessage;
  return cutMarkdown(markdown, fits, memory);
}

/** A card that cannot be opened or finished leaves as a message, and must fit there too: a wide table is six times as long as a list. */
function fitsCard(piece: string): boolean {
  return utf8Length(piece) + addedBytes(piece) <= MOST_CARD_BYTES && fitsMessage(piece);
}

function fitsMessage(piece: string): boolean {
  return messageBytes(piece) <= MOST_MESSAGE_BYTES;
}

/** An upper bound of what the text takes inside a message, in whatever form. */
function messageBytes(markdown: string): number {
  return (
    jsonLength(markdown) +
    addedBytes(markdown) +
    listBytes(markdown) +
    addressBytes(markdown) +
    referenceBytes(markdown)
  );
}

function addedBytes(markdown: string): number {
  return ADDED.reduce((sum, [mark, bytes]) => sum + bytes * (markdown.match(mark)?.length ?? 0), 0);
}

/** `<address>` becomes a link that says its address: twice the same, with backslashes. An open bracket counts: it may still be closed. */
function addressBytes(markdown: string): number {
  const runs = markdown.match(ANGLED) ?? [];
  return runs.reduce((sum, run) => sum + 2 * jsonLength(run) + AROUND_ADDRESS, 0);
}

/** Plain text repeats the address that `[words][name]` stands for. Any line that looks like the one that gives it counts. */
function referenceBytes(markdown: string): number {
  const lines = markdown.match(DEFINITION) ?? [];
  if (lines.length === 0) return 0;
  const longest = Math.max(...lines.map(jsonLength));
  return longest * (markdown.split("]").length - 1);
}

/** Every run of lines with a bar counts as a table: whether it is one is known only from its second line on. */
function listBytes(markdown: string): number {
  if (!markdown.includes("|")) return 0;
  let bytes = 0;
  let titles: number | null = null;
  for (const line of markdown.split("\n")) {
    if (!line.includes("|")) {
      titles = null;
      continue;
    }
    titles ??= jsonLength(line);
    bytes += titles + AROUND_CELL * line.split("|").length;
  }
  return bytes;
}
