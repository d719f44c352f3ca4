// Reads the command line, examines a deployment or the settings of this folder, prints what was found.
import { examineLocal } from "./local.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { printLines, printSummary } from "./print.ts";
import { examineRemote } from "./remote.ts";

/** Resolves to the exit code: 1 when a check is an error. */
export async function examine(args: string[]): Promise<number> {
  const options = readOptions(args, process.env);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  if (typeof options === "string") {
    console.error(options);
    return 1;
  }
  const lines = await linesOf(options);
  printLines(lines, options.language);
  printSummary(lines, options.language);
  return lines.some(({ status }) => status === "error") ? 1 : 0;
}

function linesOf(options: Options) {
  return options.url === null ? examineLocal(options) : examineRemote(options, options.url);
}
