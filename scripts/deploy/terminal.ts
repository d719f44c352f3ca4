// Asks whoever sits at the terminal.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Terminal } from "./tools.ts";

export class Interrupted extends Error {}

export function createTerminal(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Terminal {
  async function read(question: string, hidden: boolean): Promise<string> {
    // With a hidden answer readline writes into the void: what is typed is neither echoed nor drawn again.
    const sink = hidden ? new Writable({ write: (_piece, _encoding, next) => next() }) : output;
    const lines = createInterface({ input, output: sink, terminal: true, historySize: 0 });
    const interrupted = new AbortController();
    lines.on("SIGINT", () => interrupted.abort()).on("close", () => interrupted.abort());
    if (hidden) output.write(question);
    try {
      return (await lines.question(hidden ? "" : question, { signal: interrupted.signal })).trim();
    } catch (error) {
      if (interrupted.signal.aborted) throw new Interrupted();
      throw error;
    } finally {
      lines.close();
      if (hidden) output.write("\n");
    }
  }
  return {
    ask: (question) => read(question, false),
    askHidden: (question) => read(question, true),
  };
}

export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  return /^(?:y|yes|是|好)$/i.test(await terminal.ask(`${question} [y/N] `));
}
