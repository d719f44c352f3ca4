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

const closing = /^`{3,}$/;

/** A message in lines, and what is known of them: one that was imported may have thousands of beginnings. */
class Lines {
  readonly all: readonly string[];
  #ends = new Map<string, { from: number; end: number }>();
  #dead = new Set<number>();

  constructor(message: string) {
    this.all = message.split("\n");
  }

  /** Where a file that begins at a line ends, and what it is called. */
  #fileAt(start: number): { name: string; start: number; end: number } | null {
    const [, fence, name] = opening.exec(this.all[start] ?? "") ?? [];
    if (fence === undefined || name === undefined) return null;
    const end = this.#endOf(fence, start + 1);
    return end < 0 ? null : { name, start, end };
  }

  #endOf(fence: string, from: number): number {
    const known = this.#ends.get(fence);
    if (known !== undefined && known.from <= from && (known.end < 0 || from <= known.end)) return known.end;
    const end = this.all.indexOf(fence, from);
    this.#ends.set(fence, { from, end });
    return end;
  }

  /** The files from a line to the very end; null when anything else stands between or behind them. */
  filesFrom(start: number): TextFile[] | null {
    const found: { name: string; start: number; end: number }[] = [];
    let line = start;
    while (line < this.all.length) {
      const file = this.#dead.has(line) ? null : this.#fileAt(line);
      this.#dead.add(line);
      // One empty line stands between two.
      if (file === null || (this.all[file.end + 1] ?? "") !== "") return null;
      found.push(file);
      line = file.end + 2;
    }
    return found.map(({ name, start, end }) => ({ name, text: this.all.slice(start + 1, end).join("\n") }));
  }
}

export function splitFiles(message: string): { words: string; files: TextFile[] } {
  const lines = new Lines(message);
  const { all } = lines;
  // The last line closes the last file; most messages are done with here.
  if (!closing.test(all.at(-1) || all.at(-2) || "")) return { words: message, files: [] };
  for (let line = 0; line < all.length; line += 1) {
    if (!opening.test(all[line] ?? "") || (line > 0 && all[line - 1] !== "")) continue;
    const files = lines.filesFrom(line);
    if (files !== null) return { words: all.slice(0, Math.max(0, line - 1)).join("\n"), files };
  }
  return { words: message, files: [] };
}
