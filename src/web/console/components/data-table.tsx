// Rows of a list: a table, and on a narrow page a card for each, so that nothing runs out of the window.
import type { ComponentChildren } from "preact";
import { useMedia } from "../../common/hooks/use-media.ts";

export interface Column<Row> {
  name: string;
  head: string;
  cell(row: Row): ComponentChildren;
  /** Figures stand at the end of their column. */
  kind?: "number" | "actions";
  /** Stands on top of a card, without its head. */
  main?: boolean;
  /** Left out of cards: worth a column, and no more. */
  wideOnly?: boolean;
  /** Not worth a line of a card when there is nothing in it. */
  isEmpty?(row: Row): boolean;
}

export interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** What is shown was asked for anew: it stays, but pale. */
  busy?: boolean;
  /** On cards the facts stand in one line without their heads: they explain themselves. */
  dense?: boolean;
  /** In full under its row; null: nothing. */
  detail?(row: Row): ComponentChildren;
}

/** Below this width, with the rail beside it or without, a table of many columns has no room: rows are cards. */
const NARROW = "(max-width: 1099px)";

function Table<Row>({ label, columns, rows, keyOf, busy, detail }: DataTableProps<Row>) {
  return (
    <table class="data-table" aria-label={label} aria-busy={busy}>
      <thead>
        <tr>
          {columns.map(({ name, head, kind }) => (
            <th key={name} scope="col" data-column={name} data-kind={kind}>
              {kind === "actions" ? <span class="visually-hidden">{head}</span> : head}
            </th>
          ))}
        </tr>
      </thead>
      {rows.map((row) => {
        const more = detail?.(row) ?? null;
        return (
          <tbody key={keyOf(row)} data-key={keyOf(row)}>
            <tr>
              {columns.map(({ name, kind, cell }) => (
                <td key={name} data-column={name} data-kind={kind}>
                  {cell(row)}
                </td>
              ))}
            </tr>
            {more !== null && (
              <tr class="detail-row">
                <td colSpan={columns.length}>{more}</td>
              </tr>
            )}
          </tbody>
        );
      })}
    </table>
  );
}

function Card<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  const facts = columns.filter(
    ({ main, kind, wideOnly, isEmpty }) => !main && !wideOnly && kind !== "actions" && !isEmpty?.(row),
  );
  const actions = columns.filter(({ kind }) => kind === "actions");
  return (
    <>
      <div class="card-main">{columns.filter(({ main }) => main).map(({ cell }) => cell(row))}</div>
      <dl class="card-facts">
        {facts.map(({ name, head, cell }) => (
          <div key={name}>
            <dt>{head}</dt>
            <dd>{cell(row)}</dd>
          </div>
        ))}
      </dl>
      {actions.map(({ name, cell }) => (
        <div key={name} class="card-actions">
          {cell(row)}
        </div>
      ))}
    </>
  );
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const narrow = useMedia(NARROW);
  if (!narrow) return <Table {...props} />;
  const { label, columns, rows, keyOf, busy, dense, detail } = props;
  return (
    <ul class={dense ? "cards is-dense" : "cards"} aria-label={label} aria-busy={busy}>
      {rows.map((row) => (
        <li key={keyOf(row)} class="card" data-key={keyOf(row)}>
          <Card columns={columns} row={row} />
          {detail?.(row)}
        </li>
      ))}
    </ul>
  );
}
