// A roll-back takes the code to an earlier release and leaves the data: so migrations may only add to what is there.
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const ADDS =
  /^(?:CREATE (?:VIRTUAL TABLE|TABLE|INDEX|UNIQUE INDEX|TRIGGER)|INSERT INTO|ALTER TABLE \S+ ADD)\b/i;

const statements = globSync(["migrations/*.sql", "migrations/search/*.sql"]).flatMap((path) =>
  readFileSync(path, "utf8")
    .replace(/--> statement-breakpoint/g, "")
    .replace(/^\s*--.*$/gm, "")
    // A trigger's own statements are one with it.
    .replace(/(CREATE TRIGGER[\s\S]*?\bEND);/g, (trigger) => `${trigger.replaceAll(";", "")};`)
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "")
    .map((statement) => ({ path, statement })),
);

it("every statement makes a table, an index, a trigger or a column, or fills a new one", () => {
  expect(statements.length).toBeGreaterThan(15);
  expect(statements.filter(({ statement }) => !ADDS.test(statement))).toEqual([]);
});

it("a column that is added has a value where earlier code writes none", () => {
  const columns = statements.filter(({ statement }) => /^ALTER TABLE/i.test(statement));
  const wanting = columns.filter(
    ({ statement }) => /NOT NULL/i.test(statement) && !/DEFAULT/i.test(statement),
  );
  expect(wanting).toEqual([]);
});
