// How the uploads go, file by file.
import { Mark } from "../../components/mark.tsx";
import { tellBytes, tellList, tellNumber, tellShare } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOfOne } from "../../route.ts";
import { UploadProblem } from "./upload-problem.tsx";
import { deedFor, isKept, summaryOf } from "./upload-summary.ts";
import { useUploadWords } from "./upload-words.ts";
import type { UploadLine } from "./uploads.ts";
import type { DocumentUploads } from "./use-document-uploads.ts";

const MARKS = {
  waiting: "off",
  checking: "busy",
  asking: "warn",
  sending: "busy",
  reading: "busy",
  done: "good",
  unchanged: "info",
  failed: "bad",
  stopped: "info",
} as const;

interface LineProps {
  line: UploadLine;
  uploads: DocumentUploads;
}

function Deeds({ line, uploads }: LineProps) {
  const words = useUploadWords();
  const { id } = line;
  const deeds = {
    replace: () => uploads.replace([id]),
    stop: () => uploads.stop(id),
    again: () => uploads.again(id),
  };
  const deed = deedFor(line);
  if (deed === null) return null;
  return (
    <button type="button" class={deed === "replace" ? "button" : "button is-quiet"} onClick={deeds[deed]}>
      {words[deed]}
    </button>
  );
}

function Line({ line, uploads }: LineProps) {
  const words = useUploadWords();
  const language = useLanguage();
  const { fileName, documentId, size, sent, state, record } = line;
  return (
    <li class="upload" data-state={state}>
      <div class="upload-row">
        <span class="upload-key">
          {isKept(line) ? <a href={addressOfOne("document", documentId)}>{fileName}</a> : fileName}
        </span>
        <span class="quiet">{tellBytes(size, language)}</span>
        <Mark kind={MARKS[state]}>
          {words.states[state]}
          {state === "sending" && ` ${tellShare(size === 0 ? 1 : sent / size, language)}`}
        </Mark>
        {state === "done" && record !== null && (
          <span class="quiet">{words.passages(tellNumber(record.passages, language))}</span>
        )}
        <Deeds line={line} uploads={uploads} />
      </div>
      {state === "sending" && <progress value={sent} max={Math.max(size, 1)} aria-label={fileName} />}
      {state === "asking" && record !== null && <p class="quiet upload-note">{words.taken(record.title)}</p>}
      {state === "done" && record?.same_as !== undefined && (
        <p class="quiet upload-note">{words.sameAs(tellList(record.same_as, language))}</p>
      )}
      {line.refusal !== null && <UploadProblem refusal={line.refusal} />}
    </li>
  );
}

function Summary({ uploads }: { uploads: DocumentUploads }) {
  const words = useUploadWords();
  const { lines, running } = uploads;
  const { over, failed, asking } = summaryOf(lines);
  return (
    <div class="upload-summary">
      <p role="status">
        {[
          words.summary(over, lines.length),
          failed > 0 && words.failedCount(failed),
          asking.length > 0 && words.askingCount(asking.length),
        ]
          .filter((part) => part !== false)
          .join(" · ")}
      </p>
      {asking.length > 1 && (
        <button type="button" class="button" onClick={() => uploads.replace(asking)}>
          {words.replaceAll(asking.length)}
        </button>
      )}
      {!running && (
        <button type="button" class="button is-quiet" onClick={uploads.clear}>
          {words.clear}
        </button>
      )}
    </div>
  );
}

export function UploadLines({ uploads }: { uploads: DocumentUploads }) {
  const words = useUploadWords();
  if (uploads.lines.length === 0) return null;
  return (
    <section class="upload-lines">
      <Summary uploads={uploads} />
      {uploads.running && <p class="note">{words.leaveNote}</p>}
      <ul class="uploads" aria-label={words.list}>
        {uploads.lines.map((line) => (
          <Line key={line.id} line={line} uploads={uploads} />
        ))}
      </ul>
    </section>
  );
}
