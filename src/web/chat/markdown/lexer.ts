// marked's lexer, mended where it reads Chinese wrongly and bounded where an answer nests without end.
import { Hooks, Lexer, type Token, Tokenizer, type Tokens, type TokensList } from "marked";
import { blockMath, endOfText, inlineMath, maskMath, startOfBlockMath } from "./math.ts";

/** Deeper nesting than this stays text: nobody writes it, and each level costs the stack. */
const deepest = 24;

const letter = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}`;
const mark = String.raw`\u3000-\u303f\uff00-\uffef\u2018-\u201d\u2014\u2026\u00b7`;
const chinese = `[${letter}${mark}]`;
const delimiters = "[*~]{1,4}";

/**
 * Punctuation that stands at a `**` beside Chinese. CommonMark asks for a space on its other side, which Chinese
 * does not write, so `**注意：**请` would stay literal: to the search for the closing `**` it is shown as a letter.
 */
const punctuationAtDelimiter = new RegExp(
  `[${mark}](?=[*~])|[${mark}](?<=[*~].)|` +
    `(?![*_~])[\\p{P}\\p{S}](?=${delimiters}${chinese})|(?![*_~])[\\p{P}\\p{S}](?<=${chinese}${delimiters}.)`,
  "gu",
);
const endsInChinese = new RegExp(`${chinese}$`, "u");
const opensBeforeChinese = new RegExp(`^[*~]+${chinese}`, "u");
/** As much as can belong to a bare address: it ends where Chinese text goes on. */
const addressRun = new RegExp(`^[^\\s<${letter}${mark}]+`, "u");

class ChineseHooks extends Hooks {
  override emStrongMask(masked: string): string {
    return maskMath(masked).replace(punctuationAtDelimiter, (found) => "x".repeat(found.length));
  }
}

/** The character before an opening delimiter, as CommonMark would have to see it for it to open. */
function before(source: string, previous: string | undefined): string {
  const opens = endsInChinese.test(previous ?? "") || opensBeforeChinese.test(source);
  return opens ? "" : (previous ?? "");
}

class ChatTokenizer extends Tokenizer {
  #depth = 0;

  #within<Result>(read: () => Result | undefined): Result | undefined {
    if (this.#depth >= deepest) return undefined;
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return this.#within(() => super.blockquote(source));
  }

  override list(source: string): Tokens.List | undefined {
    return this.#within(() => super.list(source));
  }

  override link(source: string): Tokens.Link | Tokens.Image | undefined {
    return this.#within(() => super.link(source));
  }

  override emStrong(
    source: string,
    masked: string,
    previous?: string,
  ): Tokens.Em | Tokens.Strong | undefined {
    const seen = source.startsWith("*") ? before(source, previous) : previous;
    return this.#within(() => super.emStrong(source, masked, seen));
  }

  override del(source: string, masked: string, previous?: string): Tokens.Del | undefined {
    // A single tilde is a range in Chinese (3~5 天), never a deletion.
    if (!source.startsWith("~~")) return undefined;
    return this.#within(() => super.del(source, masked, before(source, previous)));
  }

  override inlineText(source: string): Tokens.Text | undefined {
    return super.inlineText(source.slice(0, endOfText(source)));
  }

  override url(source: string): Tokens.Link | undefined {
    const run = addressRun.exec(source)?.[0];
    return run === undefined ? undefined : super.url(run);
  }
}

const extensions = {
  renderers: {},
  childTokens: {},
  inline: [inlineMath],
  block: [blockMath],
  startBlock: [startOfBlockMath],
};

/** Addresses that the text defined for its reference links, `[name]: https://…`. */
export type References = TokensList["links"];

/** Tokens of a whole text or of the rest of one; what `references` holds is known and added to. */
export function lex(source: string, references: References): Token[] {
  const hooks = new ChineseHooks();
  const lexer = new Lexer({ gfm: true, breaks: true, tokenizer: new ChatTokenizer(), hooks, extensions });
  lexer.tokens.links = references;
  return lexer.lex(source);
}
