// An answer's text: as it was written until what shows Markdown is there, and where it cannot be fetched.
import { useReader } from "../hooks/use-reader.ts";
import type { AnswerViewProps } from "./answer-view.tsx";

export function MarkdownView(props: AnswerViewProps) {
  const reader = useReader();
  if (reader === null) return <div class="markdown is-plain">{props.text}</div>;
  return <reader.AnswerView {...props} />;
}
