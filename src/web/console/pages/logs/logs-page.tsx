// What the service wrote down: events and requests, searched, filtered, followed live.
import { useState } from "preact/hooks";
import { Failure } from "../../components/failure.tsx";
import { ListView } from "../../components/list-view.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { readRange } from "../../day-range.ts";
import { useApi } from "../../hooks/use-api.ts";
import { type List, useList } from "../../hooks/use-list.ts";
import type { Query } from "../../http.ts";
import { usePlace } from "../../place.ts";
import type { LogLine } from "../../wire.ts";
import { LineDetail } from "./line-detail.tsx";
import { type LogRow, useEventColumns, useRequestColumns } from "./log-columns.tsx";
import { FILTERS, kindOf, LogFilters } from "./log-filters.tsx";
import { joinLines, keyLines } from "./log-lines.ts";
import { useTail } from "./use-tail.ts";
import { useLogWords } from "./words.ts";

const PAGE_LINES = 100;
const TAIL_LINES = 200;

function Empty({ filtered }: { filtered: boolean }) {
  const words = useLogWords();
  return (
    <>
      <p>{filtered ? words.noMatch : words.empty}</p>
      <p class="quiet">{filtered ? words.noMatchTodo : words.emptyTodo}</p>
    </>
  );
}

function Lines({ list, kind, filtered }: { list: List<LogLine>; kind: string; filtered: boolean }) {
  const words = useLogWords();
  const [open, setOpen] = useState<string | null>(null);
  const opening = { open, onOpen: setOpen };
  const events = useEventColumns(opening);
  const requests = useRequestColumns(opening);
  const rows: List<LogRow> = {
    ...list,
    rows: list.rows === null ? null : keyLines(list.rows),
    // The lines are changed in the list itself.
    change: () => undefined,
  };
  return (
    <ListView
      list={rows}
      label={words.list}
      dense
      columns={kind === "access" ? requests : events}
      keyOf={({ key }) => key}
      detail={({ key, line }) => (key === open ? <LineDetail line={line} /> : null)}
      empty={<Empty filtered={filtered} />}
    />
  );
}

/** Following begins where the list ends: with its newest line, or now. */
function useFollowing(list: List<LogLine>, filters: Query) {
  const api = useApi();
  const [on, setOn] = useState(false);
  const [fresh, setFresh] = useState(0);
  const [begun, setBegun] = useState("");
  const refusal = useTail({
    on: on && list.rows !== null && !list.loading,
    key: JSON.stringify(filters),
    ask: (signal) => {
      const from = list.rows?.[0]?.timestamp ?? begun;
      return api.logs({ ...filters, from, limit: TAIL_LINES }, signal);
    },
    onLines: (arrived) => {
      const joined = joinLines(list.rows ?? [], arrived);
      if (joined.fresh === 0) return;
      setFresh((count) => count + joined.fresh);
      list.change(() => joined.lines);
    },
  });
  return {
    on,
    fresh,
    refusal,
    toggle() {
      setFresh(0);
      setBegun(new Date().toISOString());
      setOn(!on);
    },
  };
}

export function LogsPage() {
  const words = useLogWords();
  const api = useApi();
  const { query } = usePlace();
  const kind = kindOf(query);
  const filters = {
    kind,
    level: query.get("level"),
    area: query.get("area"),
    q: query.get("q"),
    ...readRange(query),
  };
  const key = JSON.stringify(filters);
  const list = useList(key, (cursor, signal) => api.logs({ ...filters, limit: PAGE_LINES, cursor }, signal));
  const following = useFollowing(list, filters);
  return (
    <>
      <Toolbar>
        <LogFilters />
        <span class="toolbar-end">
          {following.on && (
            <span class="quiet" title={words.following}>
              {words.fresh(following.fresh)}
            </span>
          )}
          <button type="button" class="button" onClick={following.toggle}>
            {following.on ? words.liveOn : words.live}
          </button>
          <ReloadButton onReload={list.reload} loading={list.loading} />
        </span>
      </Toolbar>
      {following.refusal !== null && <Failure refusal={following.refusal} />}
      <Lines key={kind} list={list} kind={kind} filtered={FILTERS.some((name) => query.has(name))} />
    </>
  );
}
