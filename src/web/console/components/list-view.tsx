// A list with everything that can be the matter with it: loading, failed, empty, longer than shown.
import type { ComponentChildren } from "preact";
import { tellNumber } from "../format.ts";
import { useLanguage } from "../hooks/use-language.ts";
import type { List } from "../hooks/use-list.ts";
import { useConsoleWords } from "../words.ts";
import { DataTable, type DataTableProps } from "./data-table.tsx";
import { Failure } from "./failure.tsx";
import { Skeleton } from "./skeleton.tsx";

interface ListViewProps<Row> extends Omit<DataTableProps<Row>, "rows" | "busy"> {
  list: List<Row>;
  /** What to do when there is nothing. */
  empty: ComponentChildren;
}

export function ListView<Row>({ list, empty, ...table }: ListViewProps<Row>) {
  const words = useConsoleWords();
  const language = useLanguage();
  const { rows, refusal, loading } = list;
  return (
    <section class="list-view">
      {refusal !== null && <Failure refusal={refusal} onRetry={list.reload} />}
      {rows === null && refusal === null && <Skeleton />}
      {rows !== null && rows.length > 0 && <DataTable {...table} rows={rows} busy={loading} />}
      {rows !== null && rows.length === 0 && refusal === null && <div class="empty">{empty}</div>}
      {rows !== null && rows.length > 0 && (
        <p class="list-foot">
          <span role="status">{words.showing(tellNumber(rows.length, language))}</span>
          {list.hasMore && (
            <button type="button" class="button" disabled={loading} onClick={list.more}>
              {words.more}
            </button>
          )}
        </p>
      )}
    </section>
  );
}
