// Code → pieces with a colour's name. Fetched when the first block of a known language is shown.
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { colourOf } from "./colours.ts";

export interface CodePiece {
  /** The name of a colour in styles/code.css; null is ink. */
  colour: string | null;
  text: string;
}

/** Gathers pieces in place of the HTML that the library would make. */
class PieceEmitter {
  readonly pieces: CodePiece[] = [];
  readonly #scopes: (string | null)[] = [];

  openNode(name: string): void {
    this.#scopes.push(colourOf(name) ?? this.#scopes.at(-1) ?? null);
  }

  closeNode(): void {
    this.#scopes.pop();
  }

  startScope(name: string): void {
    this.openNode(name);
  }

  endScope(): void {
    this.closeNode();
  }

  addText(text: string): void {
    this.#add(this.#scopes.at(-1) ?? null, text);
  }

  /** A style sheet within a page, say. */
  __addSublanguage(inner: object): void {
    if (inner instanceof PieceEmitter) for (const { colour, text } of inner.pieces) this.#add(colour, text);
  }

  #add(colour: string | null, text: string): void {
    const last = this.pieces.at(-1);
    if (last?.colour === colour) last.text += text;
    else if (text !== "") this.pieces.push({ colour, text });
  }

  finalize(): void {}

  toHTML(): string {
    return "";
  }
}

const highlighter = hljs.newInstance();
highlighter.configure({ __emitter: PieceEmitter });
const grammars = {
  ...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, php },
  ...{ python, ruby, rust, sql, swift, typescript, xml, yaml },
};
for (const [name, grammar] of Object.entries(grammars)) highlighter.registerLanguage(name, grammar);

/** The whole text in pieces, in its order. Where the grammar fails it is one piece. */
export function highlight(text: string, language: string): CodePiece[] {
  const { _emitter: emitter, errorRaised } = highlighter.highlight(text, { language, ignoreIllegals: true });
  if (errorRaised !== undefined || !(emitter instanceof PieceEmitter)) return [{ colour: null, text }];
  return emitter.pieces;
}
