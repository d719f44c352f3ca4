// The whole program as a person starts it: `scripts/start.mjs` in a process group of its own, with its own port and folder.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Program {
  url: string;
  port: number;
  /** Everything it printed so far. */
  output: () => string;
  /** Ends as it does for a person who presses Ctrl-C; resolves to the exit code. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** The machine loses power: every process of the group dies at once. */
  kill: () => Promise<void>;
  pid: number;
}

export interface ProgramOptions {
  /** Where its data lies; a fresh folder unless given. */
  folder?: string;
  settings?: Record<string, string>;
  port?: number;
  /** More words for the command. */
  args?: string[];
  /** Through `npm start`, as a person types it. */
  byNpm?: boolean;
}

const START_LIMIT_MS = 90_000;

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), "clawdbot-edge-"));
}

export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const folder = options.folder ?? freshFolder();
  const port = options.port ?? (await freePort());
  const settings = join(folder, "settings.env");
  // In the file of settings a backslash is a backslash: a value with quotes stands in others.
  const quoted = (value: string) => (value.includes('"') ? `'${value}'` : JSON.stringify(value));
  const lines = Object.entries(options.settings ?? {}).map(([name, value]) => `${name}=${quoted(value)}`);
  writeFileSync(settings, `${lines.join("\n")}\n`);
  const command = [
    "scripts/start.mjs",
    "--port",
    String(port),
    "--persist-to",
    folder,
    "--env-file",
    settings,
    ...(options.args ?? []),
  ];
  const [file, args] = options.byNpm
    ? ["npm", ["start", "--silent", "--", ...command.slice(1)]]
    : [process.execPath, command];
  const child = spawn(file, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const printed: Buffer[] = [];
  child.stdout.on("data", (piece) => printed.push(piece));
  child.stderr.on("data", (piece) => printed.push(piece));
  const output = () => Buffer.concat(printed).toString();
  const url = `http://127.0.0.1:${port}`;
  const program: Program = {
    url,
    port,
    output,
    pid: child.pid ?? 0,
    stop: (signal = "SIGTERM") => end(child, () => child.kill(signal)),
    kill: async () => void (await end(child, () => process.kill(-(child.pid ?? 0), "SIGKILL"))),
  };
  await untilReady(program, child);
  return program;
}

async function end(child: ChildProcess, signal: () => void): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  signal();
  return closed;
}

async function untilReady(program: Program, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${program.url}/health/live`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const said = program.output();
  await program.kill();
  throw new Error(`The program did not start: ${said}`);
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
