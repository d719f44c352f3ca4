// The source of a diagram, and on a press of a button the diagram in its place.
import { useEffect, useRef, useState } from "preact/hooks";
import { CopyButton } from "../../common/components/copy-button.tsx";
import { useWords } from "../../common/language.ts";
import { Diagram } from "./diagram.tsx";
import { answerWords } from "./words.ts";

export function DiagramBlock({ text }: { text: string }) {
  const words = useWords(answerWords);
  const [shown, setShown] = useState(false);
  const [failure, setFailure] = useState("");
  const toggle = useRef<HTMLButtonElement>(null);

  function show(drawn: boolean, message = ""): void {
    setShown(drawn);
    setFailure(message);
    toggle.current?.focus();
  }

  useEffect(() => setFailure(""), [text]);

  return (
    <figure
      class="code-block"
      onKeyDown={(event) => {
        if (!shown || event.key !== "Escape") return;
        // The page's own Escape stops an answer.
        event.stopPropagation();
        show(false);
      }}
    >
      <figcaption>
        <span>mermaid</span>
        <span class="code-actions">
          <button ref={toggle} type="button" class="button is-quiet" onClick={() => show(!shown)}>
            {shown ? words.showSource : words.draw}
          </button>
          <CopyButton text={text} label={words.copyCode} />
        </span>
      </figcaption>
      {failure !== "" && (
        <p class="diagram-failure" role="alert">
          {failure}
        </p>
      )}
      {shown ? (
        <Diagram source={text} onLeave={() => show(false)} onFailed={(message) => show(false, message)} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keys too.
        <pre tabIndex={0}>
          <code>{text}</code>
        </pre>
      )}
    </figure>
  );
}
