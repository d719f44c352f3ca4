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

interface ProfiledFunction {
  name: string;
  /** Milliseconds in the function itself, and with what it called. */
  self: number;
  total: number;
}

const SAMPLE_EVERY_MICROSECONDS = 500;
/** What V8 calls the time in which nothing ran. */
const IDLE = new Set(["(idle)", "(root)"]);

/** Of the Worker's own isolate; D1, KV and R2 are simulated in others. */
export async function recordProfile(
  { inspectors }: RunningWorker,
  work: () => Promise<unknown>,
): Promise<CpuProfile> {
  const found = [...(await inspectors())].find(([isolate]) => isolate.startsWith("core:user:"));
  if (found === undefined) throw new Error("workerd shows no isolate of the Worker to a debugger");
  const session = await openSession(found[1]);
  await session.ask("Profiler.enable");
  await session.ask("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_MICROSECONDS });
  await session.ask("Profiler.start");
  await work();
  const { profile } = (await session.ask("Profiler.stop")) as { profile: CpuProfile };
  session.close();
  return profile;
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

/** Those with the most time of their own first. A function that calls itself is counted once in `total`. */
function functionsOf(profile: CpuProfile): ProfiledFunction[] {
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

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const place = url === "" ? "" : ` ${url.split("/").at(-1)}:${lineNumber + 1}`;
  return `${functionName === "" ? "(anonymous)" : functionName}${place}`;
}

/** The first of them as a table. workerd marks no waiting: a function that awaits an answer from outside seems busy meanwhile. */
export function profileTable(profile: CpuProfile, most = 25): string {
  const rows = functionsOf(profile)
    .slice(0, most)
    .map(({ name, self, total }) => [name, self.toFixed(1), total.toFixed(1)]);
  const header = ["function", "self, ms", "with what it calls"];
  return [header, ["---", "--:", "--:"], ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
