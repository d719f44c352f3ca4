// A document → the passages that are found and quoted: a section each, longer ones cut at paragraphs, then behind sentences. Code is
// cut between lines and a table between rows, and each piece takes its fence or its head along.
import type { Section } from "../core/document.ts";

/** As a document was read: text with headings, or questions with their answers. */
export type DocumentContent =
  | { kind: "markdown"; text: string }
  | { kind: "entries"; entries: { question: string; answer: string }[] };

export interface ParsedDocument {
  /** Its first heading of the first level; empty: it has none. */
  title: string;
  sections: Section[];
}

export function sectionsOf(content: DocumentContent): Section[] {
  if (content.kind === "markdown") return parseDocument(content.text).sections;
  return content.entries.flatMap(({ question, answer }) => {
    const heading = headingOf(question);
    return cutSection({ heading, text: heading === question ? answer : `${question}\n\n${answer}` });
  });
}

/** Some 200 to 800 characters answer a question and still rank well; short sections stay whole for their headings' sake. */
const LONGEST_PASSAGE = 800;
/** Code says less when it is torn. */
const LONGEST_CODE = 1_600;
const LONGEST_HEADING = 200;
/** A head of a table that is longer than this is not said again and again. */
const LONGEST_HEAD = 300;
const HEADING = /^(#{1,6})\s+(\S.*)$/;
/** Signs behind a heading close it where a space parts them: "C#" is a name. */
const CLOSING = /[ \t]#+[ \t]*$/;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;

export function parseDocument(markdown: string): ParsedDocument {
  let title = "";
  const path: string[] = [];
  const sections: Section[] = [{ heading: "", text: "" }];
  for (const { line, inFence } of linesOf(markdown)) {
    const [, hashes = "", words = ""] = inFence ? [] : (HEADING.exec(line) ?? []);
    const name = words.replace(CLOSING, "");
    if (hashes === "") {
      const section = sections.at(-1);
      if (section) section.text += `${line}\n`;
    } else if (hashes.length === 1 && title === "") {
      title = headingOf(name);
    } else {
      const level = Math.max(hashes.length - 2, 0);
      // A level that was left out has no name.
      while (path.length < level) path.push("");
      path.splice(level, path.length, headingOf(name));
      sections.push({ heading: path.filter(Boolean).join(" › "), text: "" });
    }
  }
  return { title, sections: sections.flatMap(cutSection) };
}

/** It goes with each passage below it. */
function headingOf(name: string): string {
  const characters = [...name.trim()];
  return characters.length > LONGEST_HEADING
    ? `${characters.slice(0, LONGEST_HEADING - 1).join("")}…`
    : name.trim();
}

function* linesOf(markdown: string): Generator<{ line: string; inFence: boolean }> {
  let fence = "";
  for (const line of markdown.split(/\r?\n/)) {
    const marker = FENCE.exec(line)?.[1] ?? "";
    const closes = fence !== "" && marker.startsWith(fence) && line.trim() === marker;
    yield { line, inFence: fence !== "" || marker !== "" };
    if (closes) fence = "";
    else if (fence === "") fence = marker;
  }
}

function cutSection({ heading, text }: Section): Section[] {
  const passages: string[] = [];
  for (const block of blocksOf(text).flatMap(cutBlock)) {
    const last = passages.at(-1);
    if (last !== undefined && last.length + block.length + 2 <= LONGEST_PASSAGE)
      passages[passages.length - 1] = `${last}\n\n${block}`;
    else passages.push(block);
  }
  return passages.map((passage) => ({ heading, text: passage }));
}

/** Paragraphs, lists, tables and fences, parted by empty lines outside of fences. */
function blocksOf(text: string): string[] {
  const blocks: string[][] = [[]];
  for (const { line, inFence } of linesOf(text)) {
    if (line.trim() === "" && !inFence) blocks.push([]);
    else blocks.at(-1)?.push(line);
  }
  return blocks.map((lines) => lines.join("\n").trimEnd()).filter((block) => block.trim() !== "");
}

/** A paragraph that is too long by itself is cut behind sentences, one without sentences anywhere. */
function cutBlock(block: string): string[] {
  if (block.length <= LONGEST_PASSAGE) return [block];
  if (FENCE.test(block)) return cutFence(block);
  if (TABLE_HEAD.test(block)) return cutTable(block);
  const parts: string[] = [];
  for (const sentence of block.match(SENTENCE) ?? [block]) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + sentence.length <= LONGEST_PASSAGE)
      parts[parts.length - 1] = last + sentence;
    else parts.push(...slicesOf(sentence));
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** A point ends a sentence only before white space: "1.5 days" is one. */
const SENTENCE = /(?:[^。！？!?；\n.]|\.(?!\s))+(?:[。！？!?；\n]|\.(?=\s|$))*|[。！？!?；\n.]+/gu;
const TABLE_HEAD = /^\s*\|.*\n\s*\|[\s:|-]+(?:\n|$)/;

function cutTable(block: string): string[] {
  const [names = "", line = "", ...rows] = block.split("\n");
  const head = `${names}\n${line}\n`;
  if (head.length > LONGEST_HEAD) return joinLines(block.split("\n"), LONGEST_PASSAGE);
  return joinLines(rows, LONGEST_PASSAGE - head.length).map((part) => head + part);
}

function cutFence(block: string): string[] {
  if (block.length <= LONGEST_CODE) return [block];
  const [opening = "", ...lines] = block.split("\n");
  const [fence = ""] = FENCE.exec(opening) ?? [];
  // Around each piece again, a line of nothing but marks would unfold to gigabytes.
  if (fence.length > LONGEST_HEADING) return joinLines(block.split("\n"), LONGEST_PASSAGE);
  const closing = fence.trim();
  if (lines.at(-1)?.trim() === closing) lines.pop();
  const head = opening.length > LONGEST_HEAD ? fence : opening;
  return joinLines(lines, LONGEST_CODE).map((part) => `${head}\n${part}\n${closing}`);
}

/** As many lines together as are no longer than `longest`. */
function joinLines(lines: string[], longest: number): string[] {
  const parts: string[] = [];
  for (const line of lines.flatMap((text) => slicesOf(text, longest))) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= longest)
      parts[parts.length - 1] = `${last}\n${line}`;
    else parts.push(line);
  }
  return parts;
}

function slicesOf(text: string, longest = LONGEST_PASSAGE): string[] {
  if (text.length <= longest) return [text];
  const characters = [...text];
  const slices: string[] = [];
  for (let start = 0; start < characters.length; start += longest) {
    slices.push(characters.slice(start, start + longest).join(""));
  }
  return slices;
}
