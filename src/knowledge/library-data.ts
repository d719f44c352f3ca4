// What the library needs beside its index and is too large for the Worker: a file among the page's, read when it is first needed.
import type { Language } from "../core/language.ts";
import { createLexicon, type Lexicon, type LexiconTexts } from "./lexicon.ts";

export interface HelpText {
  id: string;
  language: Language;
  /** Markdown, headed by its title. */
  text: string;
}

export interface LibraryData {
  /** The product's own help, in both languages. */
  help: HelpText[];
  lexicon: Lexicon;
}

export type LoadLibraryData = () => Promise<LibraryData>;

/** As `scripts/build-library.ts` writes it. */
interface LibraryFile extends LexiconTexts {
  help: HelpText[];
}

const ADDRESS = "https://assets.local/library.json";

/** Read once. Calls at the same time each read: to wait for another request's work would be to wait for ever when that one is cancelled. */
export function createLibraryLoader(assets: {
  fetch: (address: string) => Promise<Response>;
}): LoadLibraryData {
  let known: LibraryData | null = null;
  return async () => {
    if (known !== null) return known;
    const response = await assets.fetch(ADDRESS);
    if (!response.ok) throw new Error(`The library's data did not come: ${response.status}`);
    const file = (await response.json()) as LibraryFile;
    known = { help: file.help, lexicon: createLexicon(file) };
    return known;
  };
}
