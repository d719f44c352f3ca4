// What a document is called, and where its original stands in the bucket.
import type { DocumentFormat } from "./document.ts";
import { isFileKey } from "./file-key.ts";

/** Letters and digits of every script. */
const DOCUMENT_ID = /^[\p{L}\p{M}\p{N}._-]{1,128}$/u;
/** A key has 512 bytes, and holds the folder and the file's name too. */
const LONGEST_ID_BYTES = 384;
const LONGEST_NAME_BYTES = 100;
const ROOT = "knowledge/";

const EXTENSIONS: Record<DocumentFormat, string> = {
  markdown: "md",
  text: "txt",
  html: "html",
  csv: "csv",
  pdf: "pdf",
  docx: "docx",
};

/** The id that a percent-encoded segment of a path names; null when it names none. However its letters were put together, it is one id. */
export function decodeDocumentId(encoded: string): string | null {
  try {
    const id = decodeURIComponent(encoded).normalize("NFC");
    const fits = DOCUMENT_ID.test(id) && bytesIn(id) <= LONGEST_ID_BYTES;
    return fits && id !== "." && id !== ".." ? id : null;
  } catch {
    return null;
  }
}

/** The folder of a document's originals. */
export function folderOf(id: string): string {
  return `${ROOT}${id}/`;
}

/** Null: no document's original stands there. */
export function idOfKey(key: string): string | null {
  const [root, id = "", ...rest] = key.split("/");
  return `${root}/` === ROOT && rest.length === 1 && DOCUMENT_ID.test(id) ? id : null;
}

/** Under the name of the file that was sent, where that can be one. */
export function originalKey(id: string, fileName: string | null, format: DocumentFormat): string {
  const key = `${folderOf(id)}${shortName(fileName ?? "")}`;
  return isFileKey(key) ? key : `${folderOf(id)}document.${EXTENSIONS[format]}`;
}

/** Without folders; too long, its end counts for more: there it says what it is. */
function shortName(fileName: string): string {
  const characters = [...fileName.replace(/^.*[\\/]/, "")];
  while (bytesIn(characters.join("")) > LONGEST_NAME_BYTES) characters.shift();
  return characters.join("");
}

function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}
