// Questions and answers in a table: RFC 4180 with commas, semicolons or tabs.
import type { Result } from "../../core/result.ts";
import { LONGEST_TEXT, type QuestionAndAnswer, type Reading, refuse, refuseLength } from "./outcome.ts";

const MOST_ROWS = 20_000;

const QUESTION = /^(questions?|q|faq|query|prompt|标准问题?|问题?|問題?|提问|問|问句)$/i;
const ANSWER = /^(answers?|a|reply|response|标准答案|答案?|回答|回复|答复|回覆|解答)$/i;

interface Row {
  /** Of its first line, from 1: what an editor shows. */
  line: number;
  cells: string[];
}

export function readCsv(text: string): Reading {
  if (text.length > LONGEST_TEXT) return refuseLength();
  const rows = parseRows(text, separatorOf(text));
  if (!rows.ok) return rows;
  const [head] = rows.value;
  if (head === undefined) return refuse("empty_document", "There is no row in the table.");
  const question = head.cells.findIndex((cell) => QUESTION.test(cell.trim()));
  const answer = head.cells.findIndex((cell) => ANSWER.test(cell.trim()));
  const isNamed = question >= 0 && answer >= 0;
  const body = isNamed ? rows.value.slice(1) : rows.value;
  const entries = entriesOf(body, head.cells.length, isNamed ? [question, answer] : null);
  if (!entries.ok) return entries;
  if (entries.value.length === 0) return refuse("empty_document", "There is no question in the table.");
  return { ok: true, value: { title: null, content: { kind: "entries", entries: entries.value } } };
}

/** Without named columns the first is the question, and all others are the answer. */
function entriesOf(
  rows: Row[],
  width: number,
  columns: [number, number] | null,
): Result<QuestionAndAnswer[]> {
  const entries: QuestionAndAnswer[] = [];
  for (const { line, cells } of rows) {
    if (cells.length !== width || width < 2) {
      const counts = `Line ${line} has ${cells.length} columns`;
      return refuseRow(
        width < 2 ? `${counts}: two are needed, question and answer` : `${counts}, the first row ${width}`,
      );
    }
    const [first, ...others] = (columns?.map((column) => cells[column] ?? "") ?? cells).map((cell) =>
      cell.trim(),
    );
    const [question, answer] = [first ?? "", others.filter((cell) => cell !== "").join("\n")];
    if (question === "" && answer === "") continue;
    if (question === "" || answer === "") {
      return refuseRow(`Line ${line} has no ${question === "" ? "question" : "answer"}`);
    }
    entries.push({ question, answer });
  }
  return { ok: true, value: entries };
}

function refuseRow(what: string): Result<never> {
  return refuse("malformed_csv", `${what}. Correct the table and send it again.`);
}

/** The one that the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const [line = ""] = text
    .slice(0, 10_000)
    .replace(/"(?:[^"]|"")*"/g, "")
    .split("\n", 1);
  const count = (separator: string) => line.split(separator).length;
  return [",", ";", "\t"].reduce((best, other) => (count(other) > count(best) ? other : best));
}

function parseRows(text: string, separator: string): Result<Row[]> {
  const rows: Row[] = [];
  const cell = new RegExp(`"([^"]*(?:""[^"]*)*)" *|([^"${separator}\\n][^${separator}\\n]*)?`, "y");
  let [at, line] = [0, 1];
  while (at < text.length) {
    const row: Row = { line, cells: [] };
    for (;;) {
      cell.lastIndex = at;
      const [whole = "", quoted, plain = ""] = cell.exec(text) ?? [];
      at += whole.length;
      line += whole.split("\n").length - 1;
      row.cells.push(quoted?.replaceAll('""', '"') ?? plain);
      const next = text[at];
      at += 1;
      if (next === separator) continue;
      if (next === "\n" || next === undefined) break;
      return refuseRow(`Line ${line} has text behind a closing quote, or a quote that is never closed`);
    }
    line += 1;
    if (row.cells.some((content) => content.trim() !== "")) rows.push(row);
    if (rows.length > MOST_ROWS) {
      return refuse("document_too_long", "The table has more than 20 000 rows. Split it into several files.");
    }
  }
  return { ok: true, value: rows };
}
