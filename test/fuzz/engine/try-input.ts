// One input tried: what it broke, and the CPU time that it took.
import { MOST_BYTES, type Target } from "../target.ts";
import { announce, rest } from "./watch.ts";

export interface Finding {
  target: string;
  /** The same fault says the same, whatever the input was. */
  kind: string;
  message: string;
  input: Uint8Array;
}

/** CPU time of this thread, so that a busy machine finds nothing; generous for what takes a few milliseconds. */
const LONGEST_MS = 2_000;

export async function tryInput(
  target: Target,
  input: Uint8Array,
): Promise<{ finding: Finding | null; cpuMs: number }> {
  announce(target.name, input);
  const before = process.threadCpuUsage();
  let message: string | null = null;
  try {
    // A copy: what writes into its input is caught by whoever compares.
    await target.check(input.slice());
  } catch (error) {
    message = messageOf(error);
  }
  const used = process.threadCpuUsage(before);
  rest();
  const cpuMs = (used.user + used.system) / 1000;
  if (message === null && cpuMs > LONGEST_MS && input.length <= MOST_BYTES)
    message = `slow: ${input.length} bytes took more than ${LONGEST_MS} ms of CPU`;
  return { finding: message === null ? null : findingOf(target.name, message, input), cpuMs };
}

export function findingOf(target: string, message: string, input: Uint8Array): Finding {
  return {
    target,
    kind:
      message
        .split("\n")[0]
        ?.replace(/["'`].*|\d+/gs, "#")
        .slice(0, 60) ?? "",
    message,
    input,
  };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, ...frames] = (error.stack ?? "").split("\n");
  const own = frames
    .filter((line) => line.includes("/src/"))
    .map((line) => line.replace(/\(?(?:file:\/\/)?\/\S*?\/src\//, "(src/"));
  return [`${error.name}: ${error.message}`.slice(0, 600), ...own.slice(0, 4)].join("\n");
}
