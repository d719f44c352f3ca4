// Where the Worker's own CPU time goes: V8's profile of its isolate, taken through workerd's inspector while a figure is measured.
import type { RunningWorker } from "./workers.ts";

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
}

export interface CpuProfile {
  nodes: ProfileNode[];
  /** Ids of the nodes that were on top of the stack, sample by sample. */
  samples: number[];
  /** Microseconds since the sample before. */
  timeDeltas: number[];
}

export interface ProfiledFunction {
  name: string;
  /** Milliseconds in the function itself, and with what it called. */
  self: number;
  total: number;
}

const SAMPLE_EVERY_MICROSECONDS = 500;
/** What V8 calls the time in which nothing ran. */
const IDLE = new Set(["(idle)", "(root)"]);

/** Profiles by isolate. */
export async function recordProfiles(
  { inspectors }: RunningWorker,
  work: () => Promise<unknown>,
): Promise<Map<string, CpuProfile>> {
  const sessions = await Promise.all(
    [...(await inspectors())]
      .filter(([isolate]) => isolate === "core:user:")
      .map(async ([isolate, url]) => ({ isolate, session: await openSession(url) })),
  );
  for (const { session } of sessions) {
    await session.ask("Profiler.enable");
    await session.ask("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_MICROSECONDS });
    await session.ask("Profiler.start");
  }
  await work();
  const profiles = new Map<string, CpuProfile>();
  for (const { isolate, session } of sessions) {
    const { profile } = (await session.ask("Profiler.stop")) as { profile: CpuProfile };
    profiles.set(isolate, profile);
    session.close();
  }
  return profiles;
}

async function openSession(inspector: URL) {
  const socket = new WebSocket(inspector);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error("the inspector does not answer")), {
      once: true,
    });
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  let asked = 0;
  return {
    ask(method: string, params: object = {}): Promise<unknown> {
      asked += 1;
      const id = asked;
      const answer = new Promise((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      return answer;
    },
    close: () => socket.close(),
  };
}

/** Milliseconds in which the isolate did something. */
export function busyMilliseconds(profile: CpuProfile): number {
  const idle = new Set(profile.nodes.filter(isIdle).map(({ id }) => id));
  const busy = profile.samples.map((id, index) => (idle.has(id) ? 0 : (profile.timeDeltas[index] ?? 0)));
  return busy.reduce((sum, time) => sum + time, 0) / 1000;
}

/** Those with the most time of their own first. A function that calls itself is counted once in `total`. */
export function functionsOf(profile: CpuProfile): ProfiledFunction[] {
  const own = new Map<number, number>();
  profile.samples.forEach((id, index) => {
    own.set(id, (own.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000);
  });
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const found = new Map<string, ProfiledFunction>();
  const walk = (node: ProfileNode, above: readonly string[]): number => {
    const name = nameOf(node);
    const below = [...above, name];
    const self = own.get(node.id) ?? 0;
    const children = (node.children ?? []).map((id) => byId.get(id)).filter((child) => child !== undefined);
    const total = children.reduce((sum, child) => sum + walk(child, below), self);
    const known = found.get(name) ?? { name, self: 0, total: 0 };
    known.self += self;
    if (!above.includes(name)) known.total += total;
    found.set(name, known);
    return total;
  };
  const [root] = profile.nodes;
  if (root !== undefined) walk(root, []);
  return [...found.values()]
    .filter(({ name }) => !IDLE.has(name))
    .toSorted((left, right) => right.self - left.self);
}

function isIdle(node: ProfileNode): boolean {
  return IDLE.has(node.callFrame.functionName);
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const place = url === "" ? "" : ` ${url.split("/").at(-1)}:${lineNumber + 1}`;
  return `${functionName === "" ? "(anonymous)" : functionName}${place}`;
}
