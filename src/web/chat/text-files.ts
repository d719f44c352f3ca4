// Text files that go with a message: written behind its words as fenced blocks with their names, and found there again.

export interface TextFile {
  name: string;
  text: string;
}

/** What one message may have unless the server is set otherwise. */
export const usualLimit = 16_000;

/** A file beyond this is not even read; four bytes make one character at most. */
const largestBytes = 4 * 100_000;

const kinds = new Set(
  "json xml yaml x-yaml toml javascript typescript x-javascript sql x-sh x-httpd-php x-ndjson csv".split(" "),
);

/** Systems name no type for most of these. */
const extensions = new Set(
  [
    "txt text md markdown csv tsv json jsonl ndjson log xml yaml yml toml ini cfg conf env properties html htm css scss",
    "less js mjs cjs jsx ts mts cts tsx vue svelte py rb php java kt kts scala go rs c h cc cpp hpp cs swift m sh bash zsh",
    "fish ps1 bat sql graphql proto lua pl r jl dart ex exs erl hs clj diff patch tex rst adoc srt vtt gitignore",
  ]
    .join(" ")
    .split(" "),
);

export const acceptedTexts = `text/*,${[...extensions].map((extension) => `.${extension}`).join(",")}`;

function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

export function isTextFile(file: { name: string; type: string }): boolean {
  const [family, kind = ""] = file.type.split(";", 1)[0]?.split("/") ?? [];
  if (family === "text" || extensions.has(extensionOf(file.name))) return true;
  return family === "application" && kinds.has(kind);
}

/** Null for what is no UTF-8 text. */
export function readText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text.replaceAll("\r\n", "\n");
  } catch {
    return null;
  }
}

export type TextRefusal = "fileBinary" | "fileSize";

export async function readTextFile(file: File): Promise<TextFile | TextRefusal> {
  if (file.size > largestBytes) return "fileSize";
  const text = readText(new Uint8Array(await file.arrayBuffer()));
  return text === null ? "fileBinary" : { name: plainName(file.name), text };
}

/** A name that fits between quotation marks on one line. */
function plainName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a file's name may have some.
  return name.replace(/["`\u0000-\u001f\u007f]+/g, "_").slice(-120) || "file";
}

/** Longer than any run of backticks in the text, so that nothing in it ends the block. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return "`".repeat(longest + 1);
}

function blockOf({ name, text }: TextFile): string {
  const fence = fenceFor(text);
  const language = extensionOf(name).replace(/[^a-z0-9+#-]/g, "") || "txt";
  return `${fence}${language} title="${plainName(name)}"\n${text}\n${fence}`;
}

export function joinFiles(words: string, files: readonly TextFile[]): string {
  return [words, ...files.map(blockOf)].filter((part) => part !== "").join("\n\n");
}

const opening = /^(`{3,})[a-z0-9+#-]+ title="([^"\n]+)"$/;

/** The file that begins at a line, and the line behind it. */
function fileAt(lines: readonly string[], start: number): { file: TextFile; next: number } | null {
  const [, fence, name] = opening.exec(lines[start] ?? "") ?? [];
  if (fence === undefined || name === undefined) return null;
  const end = lines.indexOf(fence, start + 1);
  if (end < 0) return null;
  return { file: { name, text: lines.slice(start + 1, end).join("\n") }, next: end + 1 };
}

/** The files from a line to the very end; null when anything else stands between or behind them. */
function filesFrom(lines: readonly string[], start: number): TextFile[] | null {
  const files: TextFile[] = [];
  let line = start;
  while (line < lines.length) {
    const found = fileAt(lines, line);
    if (found === null) return null;
    files.push(found.file);
    // One empty line stands between two.
    if (found.next < lines.length && lines[found.next] !== "") return null;
    line = found.next + 1;
  }
  return files;
}

export function splitFiles(message: string): { words: string; files: TextFile[] } {
  const lines = message.split("\n");
  for (let line = 0; line < lines.length; line += 1) {
    if (!opening.test(lines[line] ?? "") || (line > 0 && lines[line - 1] !== "")) continue;
    const files = filesFrom(lines, line);
    if (files !== null) return { words: lines.slice(0, Math.max(0, line - 1)).join("\n"), files };
  }
  return { words: message, files: [] };
}
