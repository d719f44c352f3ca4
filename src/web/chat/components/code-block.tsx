// Code of an answer, with its language and a button that copies it.
import type { ComponentChild } from "preact";
import { CopyButton } from "../../common/components/copy-button.tsx";
import { useWords } from "../../common/language.ts";
import type { CodePiece } from "../code/highlighter.ts";
import { useHighlighted } from "../hooks/use-highlighted.ts";
import { memo } from "../memo.ts";
import { visible } from "./visible-text.tsx";
import { answerWords } from "./words.ts";

interface CodeBlockProps {
  language: string;
  text: string;
  growing: boolean;
}

function Piece({ colour, text }: CodePiece): ComponentChild {
  const shown = visible(text, "code");
  return colour === null ? shown : <span class={`code-${colour}`}>{shown}</span>;
}

/** Most of a growing block's pieces stay what they were. */
const PieceView = memo(Piece);

export function CodeBlock({ language, text, growing }: CodeBlockProps) {
  const words = useWords(answerWords);
  const pieces = useHighlighted(text, language, growing);
  return (
    <figure class="code-block">
      <figcaption>
        <span>{language || words.code}</span>
        <CopyButton text={text} label={words.copyCode} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keys too. */}
      <pre tabIndex={0}>
        <code>
          {pieces.map((piece, index) => (
            <PieceView key={index} {...piece} />
          ))}
        </code>
      </pre>
    </figure>
  );
}
