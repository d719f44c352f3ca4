// Markdown → title and passages: a section each, longer ones cut at paragraphs. Fenced code is never cut.

interface Section {
  /** The headings above it, from the second level down; empty for what stands before the first. */
  heading: string;
  text: string;
}

export interface ParsedDocument {
  title: string;
  sections: Section[];
}

/** Some 200 to 800 characters answer a question and still rank well; short sections stay whole for their headings' sake. */
const LONGEST_PASSAGE = 800;
const HEADING = /^(#{1,6})\s+(\S.*)$/;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;

export function parseDocument(markdown: string): ParsedDocument {
  let title = "";
  const path: string[] = [];
  const sections: Section[] = [{ heading: "", text: "" }];
  for (const { line, inFence } of linesOf(markdown)) {
    const [, hashes = "", name = ""] = inFence ? [] : (HEADING.exec(line) ?? []);
    if (hashes === "") {
      const section = sections.at(-1);
      if (section) section.text += `${line}\n`;
    } else if (hashes.length === 1) {
      title ||= name.trim();
    } else {
      path.splice(hashes.length - 2, path.length, name.trim());
      sections.push({ heading: path.filter(Boolean).join(" › "), text: "" });
    }
  }
  return { title, sections: sections.flatMap(cutSection) };
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
  if (block.length <= LONGEST_PASSAGE || FENCE.test(block)) return [block];
  const parts: string[] = [];
  for (const sentence of block.match(/[^。！？.!?\n]+[。！？.!?\n]*|[。！？.!?\n]+/gu) ?? [block]) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + sentence.length <= LONGEST_PASSAGE)
      parts[parts.length - 1] = last + sentence;
    else parts.push(...slicesOf(sentence));
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function slicesOf(text: string): string[] {
  if (text.length <= LONGEST_PASSAGE) return [text];
  const characters = [...text];
  const slices: string[] = [];
  for (let start = 0; start < characters.length; start += LONGEST_PASSAGE) {
    slices.push(characters.slice(start, start + LONGEST_PASSAGE).join(""));
  }
  return slices;
}
