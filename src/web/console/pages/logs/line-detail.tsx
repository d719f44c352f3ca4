// A log line in full.
import { CopyButton } from "../../../common/components/copy-button.tsx";
import type { LogLine } from "../../wire.ts";
import { useLogWords } from "./words.ts";

export function LineDetail({ line }: { line: LogLine }) {
  const words = useLogWords();
  return (
    <div class="line-detail">
      <pre>{JSON.stringify(line, null, 2)}</pre>
      <CopyButton text={JSON.stringify(line)} label={words.copyLine} />
    </div>
  );
}
