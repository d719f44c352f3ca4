// Code of an answer, with its language and a button that copies it.

import { CopyButton } from "../../common/components/copy-button.tsx";
import { useMessages } from "../messages.ts";

export function CodeBlock({ language, text }: { language: string; text: string }) {
  const messages = useMessages();
  return (
    <figure class="code-block">
      <figcaption>
        <span>{language || messages.code}</span>
        <CopyButton text={text} label={messages.copyCode} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keys too. */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
