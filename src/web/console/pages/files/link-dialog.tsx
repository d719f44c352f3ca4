// Makes an address under which a server can fetch one file without a key, until it ends.
import { useId, useState } from "preact/hooks";
import { Dialog } from "../../../common/components/dialog.tsx";
import { LinkField } from "../../../common/components/link-field.tsx";
import { useSharedWords } from "../../../common/words.ts";
import { Failure } from "../../components/failure.tsx";
import { tellFullTime } from "../../format.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useTask } from "../../hooks/use-task.ts";
import type { FileLink } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { useFileWords } from "./words.ts";

const HOUR_SECONDS = 3600;
const SPANS = { hour: HOUR_SECONDS, day: 24 * HOUR_SECONDS, week: 7 * 24 * HOUR_SECONDS };
const NAMES = ["hour", "day", "week"] as const;
type Span = (typeof NAMES)[number];

function SpanChoice({ span, onSpan }: { span: Span; onSpan(span: Span): void }) {
  const words = useFileWords();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.linkFor}</label>
      <select
        id={id}
        value={span}
        onChange={(event) => onSpan(NAMES[event.currentTarget.selectedIndex] ?? "day")}
      >
        {NAMES.map((name) => (
          <option key={name} value={name}>
            {words.spans[name]}
          </option>
        ))}
      </select>
    </div>
  );
}

function MadeLink({ link, close }: { link: FileLink; close(): void }) {
  const words = useFileWords();
  const common = useConsoleWords();
  const shared = useSharedWords();
  const language = useLanguage();
  return (
    <>
      <LinkField label={words.linkAddress} url={link.url} copy={common.copy} copied={shared.copied} />
      <p>{words.linkUntil(tellFullTime(link.expires_at, language))}</p>
      <div class="dialog-row">
        <button type="button" class="button" onClick={close}>
          {words.close}
        </button>
      </div>
    </>
  );
}

export function LinkDialog({ file, onClose }: { file: string; onClose(): void }) {
  const words = useFileWords();
  const shared = useSharedWords();
  const api = useApi();
  const task = useTask();
  const [span, setSpan] = useState<Span>("day");
  const [link, setLink] = useState<FileLink | null>(null);
  return (
    <Dialog title={words.linkTitle} onClose={onClose}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void task.run(async () => setLink(await api.linkFile(file, SPANS[span])));
          }}
        >
          <p>
            <code>{file}</code>
          </p>
          <p>{words.linkMeaning}</p>
          {link !== null && <MadeLink link={link} close={close} />}
          {link === null && <SpanChoice span={span} onSpan={setSpan} />}
          {task.refusal !== null && <Failure refusal={task.refusal} />}
          {link === null && (
            <div class="dialog-row">
              <button type="button" class="button" onClick={close}>
                {shared.cancel}
              </button>
              <button type="submit" class="button is-primary" disabled={task.running}>
                {words.makeLink}
              </button>
            </div>
          )}
        </form>
      )}
    </Dialog>
  );
}
