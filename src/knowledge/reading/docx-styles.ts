// The styles of a DOCX: in a Chinese Word `Heading 1` has the id `1`, so that only the name tells what it is.
import { attributeOf, piecesOf } from "./markup.ts";

export interface DocxStyle {
  /** From 1; 0: the title; null: no heading. */
  headingLevel: number | null;
  isItem: boolean;
  /** The table of contents repeats what stands below. */
  isContents: boolean;
}

export type DocxStyles = Map<string, DocxStyle>;

export function readStyles(xml: string): DocxStyles {
  const styles: DocxStyles = new Map();
  let id = "";
  for (const piece of piecesOf(xml)) {
    if (piece.kind !== "open") continue;
    const value = () => attributeOf(piece.attributes, "w:val") ?? "";
    const style = styles.get(id);
    if (piece.name === "w:style") id = attributeOf(piece.attributes, "w:styleId") ?? "";
    else if (piece.name === "w:name") styles.set(id, styleNamed(value()));
    else if (piece.name === "w:basedOn" && style) {
      style.headingLevel ??= styles.get(value())?.headingLevel ?? null;
    } else if (piece.name === "w:outlineLvl" && style) style.headingLevel = levelOf(value());
  }
  return styles;
}

export function styleNamed(name: string): DocxStyle {
  const [, level] = /^(?:heading|标题|標題)\s*([1-9])$/i.exec(name) ?? [];
  const isTitle = /^(title|标题|標題)$/i.test(name);
  return {
    headingLevel: isTitle ? 0 : level === undefined ? null : Number(level),
    isItem: /^list (bullet|number|paragraph)|^列表/i.test(name),
    isContents: /^(toc|contents|目录|目錄)[ \d]/i.test(name),
  };
}

/** Counted from 0 there; 9 is body text. */
export function levelOf(outline: string): number | null {
  return /^[0-8]$/.test(outline) ? Number(outline) + 1 : null;
}
