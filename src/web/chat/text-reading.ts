// Which files are text, and what stands in them; fetched behind the page.
import { extensionOf, plainName, type TextFile } from "./text-files.ts";

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
