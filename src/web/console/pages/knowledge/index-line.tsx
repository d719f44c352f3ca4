// How far the index is, and the making of it anew.
import { useEffect } from "preact/hooks";
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { tellNumber } from "../../format.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { usePoll } from "../../hooks/use-poll.ts";
import { useTask } from "../../hooks/use-task.ts";
import { isBusy, lookedAt } from "./index-progress.ts";
import { readIndexState, rebuildIndex } from "./knowledge-calls.ts";
import type { IndexState } from "./wire.ts";
import { useKnowledgeWords } from "./words.ts";

/** From an answer to the next look, in milliseconds. */
const LOOK_EVERY_MS = 1500;

function Vectors({ vectors }: Pick<IndexState, "vectors">) {
  const words = useKnowledgeWords();
  const language = useLanguage();
  if (vectors === null) return <span>{words.vectorsNone}</span>;
  const { model, done, wanted, left_out, last_error } = vectors;
  const tell = (count: number) => tellNumber(count, language);
  return (
    <>
      <span title={model}>{done < wanted ? words.vectors(tell(done), tell(wanted)) : words.vectorsAll}</span>
      {done < wanted && <progress value={done} max={wanted} aria-label={model} />}
      {left_out > 0 && <Mark kind="warn">{words.leftOut(tell(left_out))}</Mark>}
      {last_error !== null && (
        <Mark kind="warn">
          {words.vectorsFailed} <span lang="en">{last_error}</span>
        </Mark>
      )}
    </>
  );
}

function Rebuild({ state: { documents, rebuild } }: { state: IndexState }) {
  const words = useKnowledgeWords();
  const language = useLanguage();
  const tell = (count: number) => tellNumber(count, language);
  const looked = lookedAt(rebuild);
  if (rebuild.running) {
    return (
      <>
        <Mark kind="busy">{words.rebuilding(tell(looked), tell(documents))}</Mark>
        <progress value={looked} max={Math.max(documents, 1)} aria-label={words.rebuild} />
      </>
    );
  }
  if (rebuild.failed === 0) return null;
  return <Mark kind="warn">{words.rebuildFailed(tell(rebuild.failed))}</Mark>;
}

/** `revision`: another whenever a document was changed here. */
export function IndexLine({ revision }: { revision: number }) {
  const words = useKnowledgeWords();
  const language = useLanguage();
  const { caller } = useApi();
  const index = useLoad("index", (signal) => readIndexState(caller, signal));
  const task = useTask();
  const state = index.value;
  useEffect(() => {
    if (revision > 0) index.reload();
  }, [revision, index.reload]);
  usePoll(state !== null && isBusy(state) && !index.loading, LOOK_EVERY_MS, index.reload);
  if (index.refusal !== null) return <Failure refusal={index.refusal} onRetry={index.reload} />;
  if (state === null || state.documents === 0) return null;
  const rebuild = () => void task.run(async () => index.put(await rebuildIndex(caller)));
  return (
    <>
      <div class="index-line">
        <span>
          {words.counts(tellNumber(state.documents, language), tellNumber(state.passages, language))}
        </span>
        <Vectors vectors={state.vectors} />
        <Rebuild state={state} />
        <button
          type="button"
          class="button is-quiet"
          title={words.rebuildMeaning}
          disabled={state.rebuild.running || task.running}
          onClick={rebuild}
        >
          {words.rebuild}
        </button>
      </div>
      {task.refusal !== null && <Failure refusal={task.refusal} onRetry={rebuild} />}
    </>
  );
}
