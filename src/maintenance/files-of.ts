// Lines of text → the lines of each file.
import { timestampOf } from "../core/log.ts";

/** Cut at line borders and at midnight: a file holds lines of one day, and no more bytes than the operator wants. */
export function filesOf(text: string, mostBytes: number): string[][] {
  const files: string[][] = [];
  let bytes = 0;
  let day = "";
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const lineDay = timestampOf(line).slice(0, 10);
    const file = files.at(-1);
    if (file === undefined || lineDay !== day || bytes + line.length + 1 > mostBytes) {
      files.push([line]);
      bytes = 0;
      day = lineDay;
    } else file.push(line);
    bytes += line.length + 1;
  }
  return files;
}
