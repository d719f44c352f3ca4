// npm run load: a mixed load on the whole program, with `--chaos` while everything around it fails and it is killed. Exit 1 when it is red.
import { writeFile } from "node:fs/promises";
import { readOptions, USAGE } from "./options.ts";
import { summaryOf } from "./print.ts";
import { stepLine } from "./ramp-run.ts";
import { runLoad } from "./run.ts";

const options = readOptions(process.argv.slice(2));
if (typeof options === "string") {
  console.log(options === "help" ? USAGE : `${options}\n\n${USAGE}`);
  process.exit(options === "help" ? 0 : 1);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const report = await runLoad(options, (line) => void process.stderr.write(`load: ${line}\n`)).catch(
  (error: unknown) => {
    console.error(error);
    return process.exit(1);
  },
);
if (report.ramp.length > 0) console.log(`\n${report.ramp.map(stepLine).join("\n")}`);
console.log(`\n${report.table}\n\n${summaryOf(report)}`);
if (options.json !== null) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
process.exit(report.problems.length === 0 ? 0 : 1);
