// Text files that go with a message: written behind its words as fenced blocks with their names, and found there again.

export interface TextFile {
  name: string;
  text: string;
}

/** What one message may have unless the server is set otherwise. */
export const usualLimit = 16_000;

export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** A name that fits between quotation marks on one line. */
export function plainName(name: string): string {
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
