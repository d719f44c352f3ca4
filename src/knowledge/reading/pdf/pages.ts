// The pages of a PDF in their order: a tree, in which a page inherits what stands above it.
import type { PdfObjects } from "./objects.ts";
import { isReference, type PdfDictionary, type PdfReference, type PdfValue } from "./syntax.ts";

export interface PdfPage {
  contents: PdfReference[];
  resources: PdfDictionary | null;
}

const MOST_PAGES = 10_000;
const DEEPEST = 30;

export function pagesOf(objects: PdfObjects): PdfPage[] {
  for (const trailer of objects.trailers) {
    const root = objects.dictionary(trailer.get("Root"));
    const pages = pagesUnder(objects, root?.get("Pages"));
    if (pages.length > 0) return pages;
  }
  return [];
}

function pagesUnder(objects: PdfObjects, root: PdfValue | undefined): PdfPage[] {
  const pages: PdfPage[] = [];
  const seen = new Set<number>();
  const visit = (value: PdfValue | undefined, inherited: PdfDictionary | null, depth: number): void => {
    if (pages.length >= MOST_PAGES || depth > DEEPEST) return;
    // A tree that leads back into itself would have no end.
    if (isReference(value) && seen.has(value.reference)) return;
    if (isReference(value)) seen.add(value.reference);
    const node = objects.dictionary(value);
    if (node === null) return;
    const resources = objects.dictionary(node.get("Resources")) ?? inherited;
    if (node.has("Kids")) for (const kid of objects.list(node.get("Kids"))) visit(kid, resources, depth + 1);
    else if (node.has("Contents") || objects.name(node.get("Type")) === "Page") {
      pages.push({ contents: contentsOf(objects, node.get("Contents")), resources });
    }
  };
  visit(root, null, 0);
  return pages;
}

/** One stream, or several that are one text. */
function contentsOf(objects: PdfObjects, value: PdfValue | undefined): PdfReference[] {
  const found = objects.resolve(value);
  const list = Array.isArray(found) ? found : [value];
  return list.slice(0, 1000).filter(isReference);
}
