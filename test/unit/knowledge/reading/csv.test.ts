// Tables of questions and answers, as spreadsheets of all countries write them.
import { expect, it } from "vitest";
import { readDocument } from "../../../../src/knowledge/reading/read-document.ts";

const read = (text: string) =>
  readDocument(new TextEncoder().encode(text), { format: "csv", contentType: null, fileName: null });

async function entriesOf(text: string): Promise<[string, string][]> {
  const reading = await read(text);
  if (!reading.ok || reading.value.content.kind !== "entries") throw new Error(JSON.stringify(reading));
  return reading.value.content.entries.map(({ question, answer }) => [question, answer]);
}

it.each([
  [
    "commas and quotes",
    'Question,Answer\r\n"Who, when?","He said ""now"",\r\nthen left"\r\n',
    ["Who, when?", 'He said "now",\nthen left'],
  ],
  ["semicolons", "q;a\nWho, when?;Now", ["Who, when?", "Now"]],
  ["tabs", "问题\t答案\n病假怎么请？\t找主管", ["病假怎么请？", "找主管"]],
  ["columns in another order", "id,答案,标准问题\n1,找主管,病假怎么请？", ["病假怎么请？", "找主管"]],
  ["no head", "Who?,Me\n", ["Who?", "Me"]],
  ["no head and more columns", "Small plan,9 €,monthly\n", ["Small plan", "9 €\nmonthly"]],
  ["empty rows", '\n,\n"Who?" ,Me\n\n,', ["Who?", "Me"]],
])("%s are understood", async (_, text, entry) => {
  expect(await entriesOf(text)).toEqual([entry]);
});

it.each([
  [
    "a row with too few columns",
    'q,a\n"two\nlines",ok\nalone\n',
    "malformed_csv",
    /^Line 4 has 1 columns, the first row 2/,
  ],
  ["one column only", "word\nother\n", "malformed_csv", /^Line 1 has 1 columns: two are needed/],
  ["no answer", "q,a\nWho?,\n", "malformed_csv", /^Line 2 has no answer/],
  [
    "a quote that is never closed",
    'q,a\n"Who?,Me\n',
    "malformed_csv",
    /^Line 2 has text behind a closing quote/,
  ],
  ["text behind a quote", 'q,a\n"Who"?,Me\n', "malformed_csv", /^Line 2 /],
  ["100 000 rows", `q,a\n${"Who?,Me\n".repeat(100_000)}`, "document_too_long", /20 000 rows/],
  ["a head alone", "q,a\n", "empty_document", /no question/],
])("%s is refused, with its line", async (_, text, code, message) => {
  expect(await read(text)).toMatchObject({
    ok: false,
    failure: { kind: "invalid", code, message: expect.stringMatching(message) },
  });
});
