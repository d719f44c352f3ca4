// How the uploads go.
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { tellBytes, tellShare } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useLeaveGuard } from "../../place.ts";
import type { UploadLine } from "./upload-queue.ts";
import type { Uploads } from "./use-uploads.ts";
import { useFileWords } from "./words.ts";

const MARKS = {
  waiting: "off",
  checking: "busy",
  sending: "busy",
  done: "good",
  failed: "bad",
  stopped: "info",
} as const;

function Line({ line, onStop }: { line: UploadLine; onStop(): void }) {
  const words = useFileWords();
  const language = useLanguage();
  const { key, size, sent, state } = line;
  const running = state === "waiting" || state === "sending";
  return (
    <li class="upload">
      <div class="upload-row">
        <code class="upload-key">{key}</code>
        <span class="quiet">{tellBytes(size, language)}</span>
        <Mark kind={MARKS[state]}>
          {state === "checking" ? words.checking : words.states[state]}
          {state === "sending" && ` ${tellShare(size === 0 ? 1 : sent / size, language)}`}
        </Mark>
        {running && (
          <button type="button" class="button is-quiet" onClick={onStop}>
            {words.stop}
          </button>
        )}
      </div>
      {state === "sending" && <progress value={sent} max={Math.max(size, 1)} aria-label={key} />}
      {line.refusal !== null && <Failure refusal={line.refusal} />}
    </li>
  );
}

export function UploadList({ uploads }: { uploads: Uploads }) {
  const words = useFileWords();
  useLeaveGuard(uploads.running, words.leaveQuestion);
  if (uploads.lines.length === 0) return null;
  return (
    <>
      {uploads.running && <p class="note">{words.leaveNote}</p>}
      <ul class="uploads" aria-label={words.uploads}>
        {uploads.lines.map((line) => (
          <Line key={line.id} line={line} onStop={() => uploads.stop(line.id)} />
        ))}
      </ul>
    </>
  );
}
