// What a paragraph holds that is not plain words: code, addresses, links and images. One pass over the text.
import { type CodeSpan, codeSpans } from "./code-spans.ts";
import { readHtmlImage } from "./html-image.ts";
import { readTarget } from "./target.ts";

interface Span {
  start: number;
  end: number;
}

/** A part in which no mark means anything. `text`: the code, or the address. */
export interface Atom extends Span {
  kind: "code" | "address" | "target" | "tag";
  text: string;
}

export interface Link extends Span {
  kind: "link" | "image" | "tag";
  /** As it stands between the brackets; of a tag, its `alt`. */
  label: string;
  /** Where the label ends and the closing part begins. */
  labelEnd: number;
  url: string;
}

export interface Inline {
  /** In the order of the text, not overlapping. */
  atoms: Atom[];
  /** By their ends: what a label holds comes before its link. */
  links: Link[];
}

/** Addresses by the names that the text defined for them. */
export type References = ReadonlyMap<string, string>;

interface Bracket {
  /** Of the `[`, or of the `!` before it. */
  start: number;
  labelStart: number;
  image: boolean;
}

interface Reading extends Inline {
  text: string;
  references: References;
  codes: CodeSpan[];
  brackets: Bracket[];
  /** Openers below hold a link already, so that they open none: links don't nest. */
  spent: number;
  /** The last character behind a backslash, which is no mark. */
  escaped: number;
}

const NO_REFERENCES: References = new Map();

const ADDRESS =
  /<(?:([a-z][a-z0-9+.-]{1,31}:[^\s<>]*)|([a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?))>/iy;
const REFERENCE = /\[([^[\]\\]{0,999})\]/y;
/** CommonMark's limit. */
const LONGEST_NAME = 999;
const ESCAPABLE = /[!-/:-@[-`{-~]/;

export function scanInline(text: string, references: References = NO_REFERENCES): Inline {
  const codes = codeSpans(text).reverse();
  const reading: Reading = {
    text,
    references,
    codes,
    atoms: [],
    links: [],
    brackets: [],
    spent: 0,
    escaped: -1,
  };
  const marks = /[\\`<[\]]/g;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    marks.lastIndex = readMark(reading, found[0], found.index);
  }
  return { atoms: reading.atoms, links: reading.links };
}

export function referenceName(label: string): string {
  return label.trim().replace(/\s+/g, " ").toLowerCase();
}

/** Where the reading goes on. */
function readMark(reading: Reading, mark: string, at: number): number {
  switch (mark) {
    case "\\":
      if (!ESCAPABLE.test(reading.text.charAt(at + 1))) return at + 1;
      reading.escaped = at + 1;
      return at + 2;
    case "`":
      return readCode(reading, at);
    case "<":
      return readAngle(reading, at);
    case "[": {
      const image = reading.text.charAt(at - 1) === "!" && reading.escaped !== at - 1;
      reading.brackets.push({ start: image ? at - 1 : at, labelStart: at + 1, image });
      return at + 1;
    }
    default:
      return closeBracket(reading, at);
  }
}

function readCode({ text, codes, atoms }: Reading, at: number): number {
  while ((codes.at(-1)?.start ?? at) < at) codes.pop();
  const code = codes.at(-1);
  if (code?.start !== at) {
    let end = at;
    while (text.charAt(end) === "`" && end !== code?.start) end += 1;
    return end;
  }
  atoms.push({
    kind: "code",
    start: at,
    end: code.end,
    text: text.slice(code.innerStart, code.innerEnd),
  });
  return code.end;
}

function readAngle({ text, atoms, links }: Reading, at: number): number {
  ADDRESS.lastIndex = at;
  const [whole = "", url, mail] = ADDRESS.exec(text) ?? [];
  if (whole !== "") {
    const end = at + whole.length;
    atoms.push({ kind: "address", start: at, end, text: url ?? `mailto:${mail}` });
    return end;
  }
  const image = readHtmlImage(text, at);
  if (image === null) return at + 1;
  const { url: source, alt: label, end } = image;
  atoms.push({ kind: "tag", start: at, end, text: source });
  links.push({ kind: "tag", start: at, end, label, labelEnd: end, url: source });
  return end;
}

function closeBracket(reading: Reading, at: number): number {
  const opener = reading.brackets.pop();
  const spent = reading.brackets.length < reading.spent;
  reading.spent = Math.min(reading.spent, reading.brackets.length);
  if (opener === undefined || (spent && !opener.image)) return at + 1;
  const label = reading.text.slice(opener.labelStart, at);
  // A name before a colon is being defined.
  const defined = !opener.image && reading.text.charAt(at + 1) === ":";
  const target = defined ? null : targetBehind(reading, label, at + 1);
  if (target === null) return at + 1;
  const { start, image } = opener;
  const { url, end } = target;
  reading.links.push({ kind: image ? "image" : "link", start, end, label, labelEnd: at, url });
  if (end > at + 1) reading.atoms.push({ kind: "target", start: at + 1, end, text: url });
  if (!image) reading.spent = reading.brackets.length;
  return end;
}

function targetBehind({ text, references }: Reading, label: string, at: number) {
  if (text.charAt(at) === "(") {
    const target = readTarget(text, at);
    if (target !== null) return target;
  }
  if (references.size === 0) return null;
  REFERENCE.lastIndex = at;
  const [whole = "", name = ""] = REFERENCE.exec(text) ?? [];
  const wanted = name.trim() === "" ? label : name;
  const url = wanted.length > LONGEST_NAME ? undefined : references.get(referenceName(wanted));
  return url === undefined ? null : { url, end: at + whole.length };
}
