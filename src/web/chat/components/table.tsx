// A table of an answer. A wide one scrolls in its own box, and the keyboard can reach it there.
import { useState } from "preact/hooks";
import { useWords } from "../../common/language.ts";
import type { TableCell } from "../markdown/node.ts";
import { inlines } from "./inline-view.tsx";
import { answerWords } from "./words.ts";

/** More than this is shown when it is asked for: a page with a hundred thousand cells no longer answers. */
const mostRows = 200;
const mostColumns = 50;

function cells(row: readonly TableCell[], Tag: "td" | "th") {
  const scope = Tag === "th" ? { scope: "col" } : {};
  return row.map((cell, index) => (
    <Tag key={index} {...scope} data-align={cell.align}>
      {inlines(cell.children)}
    </Tag>
  ));
}

interface TableProps {
  header: readonly TableCell[];
  rows: readonly (readonly TableCell[])[];
}

export function Table({ header, rows }: TableProps) {
  const words = useWords(answerWords);
  const [most, setMost] = useState({ rows: mostRows, columns: mostColumns });
  const hidden = {
    rows: Math.max(0, rows.length - most.rows),
    columns: Math.max(0, header.length - most.columns),
  };
  const shown = (row: readonly TableCell[]) => (hidden.columns === 0 ? row : row.slice(0, most.columns));
  const more = () => setMost({ rows: most.rows * 5, columns: most.columns * 5 });
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must take the focus to scroll by keys. */}
      <section class="table-box" tabIndex={0} aria-label={words.table}>
        <table>
          <thead>
            <tr>{cells(shown(header), "th")}</tr>
          </thead>
          <tbody>
            {rows.slice(0, most.rows).map((row, index) => (
              <tr key={index}>{cells(shown(row), "td")}</tr>
            ))}
          </tbody>
        </table>
      </section>
      {hidden.rows + hidden.columns > 0 && (
        <button type="button" class="button is-quiet" onClick={more}>
          {words.moreOfTable(hidden.rows, hidden.columns)}
        </button>
      )}
    </>
  );
}
