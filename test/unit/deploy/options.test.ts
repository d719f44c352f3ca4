// The command line of `npm run deploy`.
import { expect, it } from "vitest";
import { readOptions } from "../../../scripts/deploy/options.ts";

it.each([
  ["", {}, { environment: "", dryRun: false, more: [] }],
  ["--env staging", {}, { environment: "staging", more: [] }],
  ["--env=staging --dry-run", {}, { environment: "staging", dryRun: true, more: [] }],
  ["-e staging", {}, { environment: "staging", more: [] }],
  ["", { CLOUDFLARE_ENV: "staging" }, { environment: "staging" }],
  ["--env=", { CLOUDFLARE_ENV: "staging" }, { environment: "" }],
  ["--yes --secrets --wait 5", {}, { yes: true, secrets: true, wait: 5, more: [] }],
  [
    "--outdir dist/worker --dry-run --minify",
    {},
    { dryRun: true, more: ["--outdir", "dist/worker", "--minify"] },
  ],
])("“%s” with %j", (line, env, expected) => {
  expect(readOptions(line.split(" ").filter(Boolean), env)).toMatchObject(expected);
});

it("explains itself", () => {
  expect(readOptions(["--help"], {})).toBe("help");
});
