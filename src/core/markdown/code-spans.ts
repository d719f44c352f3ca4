// Code spans of a paragraph: from a run of backticks to the next run of the same length. One pass, whatever the runs are.

export interface CodeSpan {
  start: number;
  end: number;
  /** What stands between the backticks. */
  innerStart: number;
  innerEnd: number;
}

interface Run {
  start: number;
  end: number;
  /** A backslash takes the first backtick away, but only from a run that would open. */
  escaped: boolean;
}

export function codeSpans(text: string): CodeSpan[] {
  const runs = backtickRuns(text);
  const closers = closersOf(runs);
  const spans: CodeSpan[] = [];
  for (let index = 0; index < runs.length; index += 1) {
    const opener = runs[index];
    const closer = runs[closers[index] ?? -1];
    if (opener === undefined || closer === undefined) continue;
    const start = opener.start + (opener.escaped ? 1 : 0);
    spans.push({ start, end: closer.end, innerStart: opener.end, innerEnd: closer.start });
    index = closers[index] ?? index;
  }
  return spans;
}

function backtickRuns(text: string): Run[] {
  const runs: Run[] = [];
  let start = text.indexOf("`");
  while (start !== -1) {
    let end = start + 1;
    while (text.charAt(end) === "`") end += 1;
    let slashes = start;
    while (text.charAt(slashes - 1) === "\\") slashes -= 1;
    runs.push({ start, end, escaped: (start - slashes) % 2 === 1 });
    start = text.indexOf("`", end);
  }
  return runs;
}

/** For each run the index of the run that would close it, -1 when none does. Read from behind, so that no run is searched twice. */
function closersOf(runs: Run[]): number[] {
  const nearest = new Map<number, number>();
  const closers: number[] = [];
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (run === undefined) continue;
    const length = run.end - run.start;
    closers[index] = nearest.get(run.escaped ? length - 1 : length) ?? -1;
    nearest.set(length, index);
  }
  return closers;
}
