// Which code of src/ has run, by V8's own block coverage of this thread.
import { Session } from "node:inspector";

interface Coverage {
  /** Lines of code that have run, and all lines of the files of which any has. */
  lines(): { reached: number; all: number };
  stop(): void;
}

interface Range {
  startOffset: number;
  endOffset: number;
  count: number;
}

interface Script {
  scriptId: string;
  url: string;
  functions: { ranges: Range[] }[];
}

/** `isMeant`: by a file's path below src/. */
export function startCoverage(isMeant: (path: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  const sources = new Map<string, string>();
  const reached = new Map<string, Uint8Array>();
  ask(session, "Profiler.enable");
  ask(session, "Debugger.enable");
  ask(session, "Profiler.startPreciseCoverage", { callCount: true, detailed: true });

  function mapOf({ scriptId, url }: Script): Uint8Array {
    const known = reached.get(url);
    if (known !== undefined) return known;
    const { scriptSource } = ask<{ scriptSource: string }>(session, "Debugger.getScriptSource", { scriptId });
    sources.set(url, scriptSource);
    const made = new Uint8Array(scriptSource.length);
    reached.set(url, made);
    return made;
  }

  function take(): void {
    const { result } = ask<{ result: Script[] }>(session, "Profiler.takePreciseCoverage");
    for (const script of result.filter(({ url }) => isMeant(pathOf(url)))) {
      const map = mapOf(script);
      for (const [start, end] of stretchesOf(script)) map.fill(1, start, end);
    }
  }

  return {
    lines() {
      take();
      let [hit, all] = [0, 0];
      for (const [url, map] of reached) {
        let at = 0;
        for (const line of (sources.get(url) ?? "").split("\n")) {
          const first = at + line.search(/\S/);
          if (first >= at && !/^\s*(?:\/\/|\/?\*)/.test(line)) {
            all += 1;
            if (map[first] === 1) hit += 1;
          }
          at += line.length + 1;
        }
      }
      return { reached: hit, all };
    },
    stop() {
      session.disconnect();
    },
  };
}

/** An inner range stands over the one around it. */
function stretchesOf({ functions }: Script): [number, number][] {
  const ran: [number, number][] = [];
  for (const { ranges } of functions) {
    const [whole, ...inner] = ranges;
    if (whole === undefined || whole.count === 0) continue;
    let at = whole.startOffset;
    for (const [start, end] of gapsOf(inner)) {
      if (start > at) ran.push([at, start]);
      at = Math.max(at, end);
    }
    if (whole.endOffset > at) ran.push([at, whole.endOffset]);
  }
  return ran;
}

/** Blocks that did not run, in their order; a block that ran lies never inside one that did not. */
function gapsOf(inner: Range[]): [number, number][] {
  return inner
    .filter(({ count }) => count === 0)
    .map(({ startOffset, endOffset }): [number, number] => [startOffset, endOffset])
    .sort(([one], [other]) => one - other);
}

function pathOf(url: string): string {
  return /\/(src\/.*)$/.exec(url)?.[1] ?? "";
}

/** In this thread the answer is there when the call is back. */
function ask<Answer = unknown>(session: Session, method: string, parameters: object = {}): Answer {
  let answer: unknown;
  let failure: Error | null = null;
  session.post(method, parameters, (error, result) => {
    failure = error;
    answer = result;
  });
  if (failure !== null) throw failure;
  return answer as Answer;
}
