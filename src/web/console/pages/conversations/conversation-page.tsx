// One conversation as a thread, oldest first.
import { useState } from "preact/hooks";
import { CopyLine } from "../../components/copy-line.tsx";
import { Failure } from "../../components/failure.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { tellList } from "../../format.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { type List, useList } from "../../hooks/use-list.ts";
import { go, usePlace } from "../../place.ts";
import { addressOf } from "../../route.ts";
import type { Turn } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { EraseDialog, type Target } from "./erase-dialog.tsx";
import { ExportLinks } from "./export-links.tsx";
import { TurnView } from "./turn-view.tsx";
import { useConversationWords } from "./words.ts";

/** So many turns at once: a conversation is mostly read whole. */
const PAGE_TURNS = 100;

function Summary({ id, list }: { id: string; list: List<Turn> }) {
  const words = useConversationWords();
  const common = useConsoleWords();
  const language = useLanguage();
  const rows = list.rows ?? [];
  const channels = [...new Set(rows.map(({ channel }) => common.channels[channel] ?? channel))];
  return (
    <div class="thread-summary">
      <CopyLine text={id} />
      {rows.length > 0 && (
        <p class="quiet">
          {tellList(channels, language)} · {words.shownTurns(rows.length, list.hasMore)}
        </p>
      )}
    </div>
  );
}

function Thread({ list, meant }: { list: List<Turn>; meant: string | null }) {
  const words = useConversationWords();
  const rows = list.rows ?? [];
  return (
    <div class="thread" aria-busy={list.loading}>
      {list.hasMore && (
        <button type="button" class="button" disabled={list.loading} onClick={list.more}>
          {words.older}
        </button>
      )}
      {[...rows].reverse().map((turn) => (
        <TurnView key={turn.id} turn={turn} meant={turn.id === meant} />
      ))}
    </div>
  );
}

function EraseButtons({
  id,
  rows,
  onTarget,
}: {
  id: string;
  rows: readonly Turn[];
  onTarget(target: Target): void;
}) {
  const words = useConversationWords();
  const people = [...new Set(rows.map(({ user_id }) => user_id))].filter((person) => person !== null);
  const [person] = people;
  return (
    <>
      <button type="button" class="button is-danger" onClick={() => onTarget({ session_id: id })}>
        {words.eraseSession}
      </button>
      {person !== undefined && people.length === 1 && (
        <button type="button" class="button is-danger" onClick={() => onTarget({ user_id: person })}>
          {words.erasePerson}
        </button>
      )}
    </>
  );
}

/** `id`: the session's. */
export function ConversationPage({ id }: { id: string }) {
  const words = useConversationWords();
  const api = useApi();
  const { query } = usePlace();
  const [target, setTarget] = useState<Target | null>(null);
  const list = useList(id, (cursor, signal) =>
    api.conversations({ session_id: id, limit: PAGE_TURNS, cursor }, signal),
  );
  const rows = list.rows ?? [];
  return (
    <>
      <p class="back">
        <a href={addressOf("conversations")}>← {words.back}</a>
      </p>
      <Summary id={id} list={list} />
      <Toolbar>
        <ExportLinks filters={{ session_id: id }} />
        <span class="toolbar-end">
          {rows.length > 0 && <EraseButtons id={id} rows={rows} onTarget={setTarget} />}
          <ReloadButton onReload={list.reload} loading={list.loading} />
        </span>
      </Toolbar>
      {list.refusal !== null && <Failure refusal={list.refusal} onRetry={list.reload} />}
      {list.rows === null && list.refusal === null && <Skeleton />}
      {list.rows !== null && rows.length === 0 && (
        <div class="empty">
          <p>{words.gone}</p>
          <p class="quiet">{words.goneTodo}</p>
        </div>
      )}
      {rows.length > 0 && <Thread list={list} meant={query.get("turn")} />}
      {target !== null && (
        <EraseDialog
          target={target}
          since={"session_id" in target && !list.hasMore ? (rows.at(-1)?.timestamp ?? null) : null}
          onErased={() => go(addressOf("conversations"))}
          onClose={() => setTarget(null)}
        />
      )}
    </>
  );
}
