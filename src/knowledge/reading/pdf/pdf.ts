// PDF → Markdown: the text that its pages write, put together again as paragraphs.
import { blocksToMarkdown } from "../blocks.ts";
import { BudgetSpent } from "../inflate.ts";
import { markdown, type Reading, refuse, refuseLength } from "../outcome.ts";
import { ContentReader } from "./content.ts";
import { Fonts } from "./fonts.ts";
import { type Line, Lines, TextTooLong } from "./lines.ts";
import { PdfObjects } from "./objects.ts";
import { pagesOf } from "./pages.ts";
import { blocksOf } from "./paragraphs.ts";
import { plainLetters } from "./plain-letters.ts";
import { withoutRunningHeads } from "./running-heads.ts";
import { textOf } from "./syntax.ts";

/** All that is unpacked of one document; an isolate has 128 MiB. Pictures are not. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;

export async function readPdf(bytes: Uint8Array): Promise<Reading> {
  try {
    const objects = await PdfObjects.find(bytes, { bytes: MOST_UNPACKED_BYTES });
    if (objects.trailers.some((trailer) => objects.dictionary(trailer.get("Encrypt")) !== null)) {
      return refuse(
        "document_protected",
        "The PDF is encrypted. Print it to a new PDF file, or save it without protection.",
      );
    }
    return await readPages(objects);
  } catch (error) {
    if (error instanceof TextTooLong) return refuseLength();
    return error instanceof BudgetSpent ? refuseBomb() : refuseBroken();
  }
}

async function readPages(objects: PdfObjects): Promise<Reading> {
  const pages = pagesOf(objects);
  if (pages.length === 0 || !objects.hasEnd) return refuseBroken();
  const fonts = new Fonts(objects);
  const [lines, work] = [new Lines(), { operators: 0 }];
  const read: Line[][] = [];
  for (const { contents, resources } of pages) {
    const parts: string[] = [];
    for (const content of contents) parts.push((await objects.stream(content)) ?? "");
    await new ContentReader(objects, fonts, lines, work).read(parts.join("\n"), resources);
    const page = lines.endPage();
    for (const line of page) line.text = plainLetters(line.text);
    read.push(page);
  }
  if (read.every((page) => page.length === 0)) {
    return refuse("no_text", "The PDF has pages, but no text: it is an image of text. Run OCR on it first.");
  }
  const blocks = blocksOf(withoutRunningHeads(read));
  const heading = blocks.slice(0, 3).find(({ kind, level }) => kind === "heading" && level === 1);
  return markdown(titleOf(objects) ?? heading?.text ?? null, blocksToMarkdown(blocks));
}

/** Programs put the name of a file there, or of themselves. */
function titleOf(objects: PdfObjects): string | null {
  for (const trailer of objects.trailers) {
    const info = objects.dictionary(trailer.get("Info"));
    const title =
      textOf(objects.resolve(info?.get("Title")))
        ?.replace(/^Microsoft \w+ - /, "")
        .trim() ?? "";
    const isName = /\.\w{2,5}$|^(?:untitled|document\s?\d*|无标题|文档\s?\d*|未命名)|^about:|^https?:/i.test(
      title,
    );
    if (title !== "" && !isName && !/\ufffd/.test(title)) return title;
  }
  return null;
}

function refuseBroken(): Reading {
  return refuse("unreadable_document", "The PDF is damaged. Open it and print it to a new PDF file.");
}

function refuseBomb(): Reading {
  return refuse(
    "document_too_large",
    "The PDF unfolds to more than 64 MiB. Split it, or save its text as Markdown.",
  );
}
