// What a document is to be called.

const LONGEST = 128;
/** Of UTF-8, as the service counts. */
const MOST_BYTES = 384;

/** The id of a file by its name or path: without its ending, and with a hyphen for what an id cannot hold. Empty: nothing is left of it. */
export function idOfFile(fileName: string): string {
  return idOf(fileName.replace(/\.[A-Za-z0-9]{1,8}$/, ""));
}

export function idOf(name: string): string {
  const clean = name
    .normalize("NFC")
    .trim()
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, LONGEST)
    .toWellFormed()
    .replaceAll("\ufffd", "");
  return shortened(clean);
}

function shortened(text: string): string {
  const characters = [...text];
  while (new TextEncoder().encode(characters.join("")).length > MOST_BYTES) characters.pop();
  return characters.join("");
}

/** Words between commas, Chinese ones too, each once. */
export function tagsOf(text: string): string[] {
  const tags = text
    .split(/[,，、;；\n]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  return [...new Set(tags)];
}
