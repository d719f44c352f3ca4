// Erases a conversation or a person, after saying what goes and what stays in backups until when.
import { useState } from "preact/hooks";
import { Dialog } from "../../../common/components/dialog.tsx";
import { Ask } from "../../components/ask.tsx";
import { tellDate, tellNumber } from "../../format.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { backupsHolding, type Holding } from "./backups-holding.ts";
import { eraseAll, NOTHING_ERASED } from "./erase-all.ts";
import { useConversationWords } from "./words.ts";

export type Target = { session_id: string } | { user_id: string };

function BackupNote({ holding }: { holding: Holding | null }) {
  const words = useConversationWords();
  const language = useLanguage();
  if (holding === null) return <p>{words.backupsUnknown}</p>;
  const { count, until } = holding;
  if (count === 0) return <p>{words.backupsNone}</p>;
  return (
    <p>
      {until === null ? words.backupsKeepAlways(count) : words.backupsKeep(count, tellDate(until, language))}
    </p>
  );
}

interface EraseDialogProps {
  target: Target;
  /** When the first of it was said, if that is known. */
  since: string | null;
  onErased(): void;
  onClose(): void;
}

export function EraseDialog({ target, since, onErased, onClose }: EraseDialogProps) {
  const words = useConversationWords();
  const language = useLanguage();
  const api = useApi();
  const backups = useLoad("backups", (signal) => api.backups(signal));
  const [result, setResult] = useState(NOTHING_ERASED);
  const [done, setDone] = useState(false);
  const isPerson = "user_id" in target;

  if (done) {
    const { rows, conversations, holding, complete } = result;
    return (
      <Dialog title={complete ? words.erasedTitle : words.erasedPartly} onClose={onErasedAndClosed}>
        {(close) => (
          <>
            <p>{words.erased(tellNumber(rows, language), tellNumber(conversations, language))}</p>
            <BackupNote holding={holding} />
            <div class="dialog-row">
              <button type="button" class="button is-primary" onClick={close}>
                {words.close}
              </button>
            </div>
          </>
        )}
      </Dialog>
    );
  }

  function onErasedAndClosed(): void {
    onClose();
    if (result.complete) onErased();
  }

  return (
    <Ask
      question={isPerson ? words.erasePersonQuestion : words.eraseSessionQuestion}
      verb={words.erase}
      act={() => eraseAll(() => api.erase(target), setResult)}
      onDone={() => setDone(true)}
      onClose={onClose}
      progress={
        <p role="status">
          {words.erasing} {result.conversations > 0 && tellNumber(result.conversations, language)}
        </p>
      }
    >
      <p>
        <code>{isPerson ? target.user_id : target.session_id}</code>
      </p>
      <p>{isPerson ? words.erasePersonMeaning : words.eraseSessionMeaning}</p>
      {!backups.loading && (
        <BackupNote holding={backups.value && backupsHolding(backups.value.data, since)} />
      )}
    </Ask>
  );
}
