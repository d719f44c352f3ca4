// Every turn, newest first, by search words and filters.
import { useState } from "preact/hooks";
import { ListView } from "../../components/list-view.tsx";
import {
  ChoiceFilter,
  ClearFilters,
  DateFilter,
  FilterGroup,
  ReloadButton,
  SearchField,
  TextFilter,
  Toolbar,
} from "../../components/toolbar.tsx";
import { readRange } from "../../day-range.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useList } from "../../hooks/use-list.ts";
import type { Query } from "../../http.ts";
import { usePlace } from "../../place.ts";
import { useConsoleWords } from "../../words.ts";
import { EraseDialog } from "./erase-dialog.tsx";
import { ExportLinks } from "./export-links.tsx";
import { useTurnColumns } from "./turn-columns.tsx";
import { useConversationWords } from "./words.ts";

const FILTERS = ["q", "channel", "status", "user_id", "session_id", "from", "to"];
const STATUSES = ["ok", "stopped", "failed"] as const;

function readFilters(query: URLSearchParams): Query {
  const given = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]));
  return { ...given, ...readRange(query) };
}

function Filters() {
  const words = useConversationWords();
  const common = useConsoleWords();
  const channels = Object.entries(common.channels).map(([value, label]) => ({ value, label }));
  const statuses = STATUSES.map((value) => ({ value, label: words.statuses[value] }));
  return (
    <>
      <SearchField label={words.search} />
      <FilterGroup names={FILTERS.slice(1)}>
        <ChoiceFilter name="channel" label={words.channel} choices={channels} all={words.allChannels} />
        <ChoiceFilter name="status" label={words.status} choices={statuses} all={words.allStatuses} />
        <TextFilter name="user_id" label={words.person} />
        <TextFilter name="session_id" label={words.session} />
        <DateFilter name="from" label={common.from} />
        <DateFilter name="to" label={common.to} />
      </FilterGroup>
      <ClearFilters names={FILTERS} />
    </>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  const words = useConversationWords();
  if (filtered) return <p>{words.noMatch}</p>;
  return (
    <>
      <p>{words.empty}</p>
      <p class="quiet">{words.emptyTodo}</p>
      <a class="button" href="/">
        {words.openChat}
      </a>
    </>
  );
}

export function ConversationsPage() {
  const words = useConversationWords();
  const api = useApi();
  const { query } = usePlace();
  const [erasing, setErasing] = useState(false);
  const columns = useTurnColumns();
  const filters = readFilters(query);
  const filtered = FILTERS.some((name) => query.has(name));
  const list = useList(JSON.stringify(filters), (cursor, signal) =>
    api.conversations({ ...filters, cursor }, signal),
  );
  const person = query.get("user_id");
  return (
    <>
      <Toolbar>
        <Filters />
        <span class="toolbar-end">
          {person !== null && (
            <button type="button" class="button is-danger" onClick={() => setErasing(true)}>
              {words.erasePerson}
            </button>
          )}
          <ExportLinks filters={filters} />
          <ReloadButton onReload={list.reload} loading={list.loading} />
        </span>
      </Toolbar>
      <ListView
        list={list}
        label={words.list}
        dense
        columns={columns}
        keyOf={(turn) => turn.id}
        empty={<Empty filtered={filtered} />}
      />
      {erasing && person !== null && (
        <EraseDialog
          target={{ user_id: person }}
          since={null}
          onErased={list.reload}
          onClose={() => setErasing(false)}
        />
      )}
    </>
  );
}
