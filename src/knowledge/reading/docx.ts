// DOCX → Markdown: an archive of XML, of which the text, the names of the styles and the title are read.
import { blocksToMarkdown } from "./blocks.ts";
import { DocxBody } from "./docx-body.ts";
import { type DocxStyles, readStyles } from "./docx-styles.ts";
import { BudgetSpent, type InflateBudget } from "./inflate.ts";
import { attributeOf, piecesOf } from "./markup.ts";
import { LONGEST_TEXT, markdown, type Reading, refuse, refuseLength } from "./outcome.ts";
import { type Archive, openArchive } from "./zip.ts";

/** All XML of one document: a thousand pages have some 15 MiB, and an isolate 128 MiB of memory. */
const MOST_XML_BYTES = 24 * 1024 * 1024;

export async function readDocx(bytes: Uint8Array): Promise<Reading> {
  const archive = openArchive(bytes);
  if (archive === null) return refuseBroken();
  const budget: InflateBudget = { bytes: MOST_XML_BYTES };
  try {
    const main = mainPart(await readXml(archive, "_rels/.rels", budget));
    if (!archive.has(main)) return refuseOther(archive);
    const styles = readStyles(await readXml(archive, main.replace(/[^/]*$/, "styles.xml"), budget));
    const title = titleOf(await readXml(archive, "docProps/core.xml", budget));
    return readBody(await readXml(archive, main, budget), styles, title);
  } catch (error) {
    return error instanceof BudgetSpent ? refuseBomb() : refuseBroken();
  }
}

function readBody(xml: string, styles: DocxStyles, title: string | null): Reading {
  const body = new DocxBody(styles);
  for (const piece of piecesOf(xml)) {
    body.take(piece);
    if (body.characters > LONGEST_TEXT) return refuseLength();
  }
  const heading = body.blocks.find(({ kind, level }) => kind === "heading" && level <= 1);
  return markdown(title?.trim() || (heading?.text ?? null), blocksToMarkdown(body.blocks));
}

async function readXml(archive: Archive, name: string, budget: InflateBudget): Promise<string> {
  const bytes = await archive.read(name, budget);
  return bytes === null ? "" : new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-8").decode(bytes);
}

/** Word in a browser calls it `word/document2.xml`. */
function mainPart(relations: string): string {
  for (const piece of piecesOf(relations)) {
    if (piece.kind !== "open" || !/\/officeDocument$/.test(attributeOf(piece.attributes, "Type") ?? ""))
      continue;
    return (attributeOf(piece.attributes, "Target") ?? "").replace(/^\//, "");
  }
  return "word/document.xml";
}

function titleOf(properties: string): string | null {
  let isTitle = false;
  for (const piece of piecesOf(properties)) {
    if (piece.kind === "text" && isTitle) return piece.text;
    isTitle = piece.kind === "open" && piece.name === "dc:title" && !piece.isEmpty;
  }
  return null;
}

function refuseOther(archive: Archive): Reading {
  const isOffice = archive.has("[Content_Types].xml");
  const what = isOffice ? "an Office file, but no Word document" : "an archive, but no Word document";
  return refuse("unsupported_format", `This is ${what}. Save its text as DOCX, PDF, Markdown or CSV.`);
}

function refuseBroken(): Reading {
  return refuse("unreadable_document", "The DOCX file is damaged. Open it in Word and save it again.");
}

function refuseBomb(): Reading {
  return refuse(
    "document_too_large",
    "The document unfolds to more than 24 MiB of XML. Split it, or save its text as Markdown.",
  );
}
