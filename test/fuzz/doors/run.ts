// Fuzzes the doors of a running Worker: what must be refused first, then anything, then bytes that are hardly HTTP.
import type { Outcome } from "../engine/fuzz.ts";
import { createRandom, type Random } from "../engine/random.ts";
import { type Finding, findingOf } from "../engine/try-input.ts";
import { hold } from "../hold.ts";
import { holdAnswer, holdRefusal } from "./hold.ts";
import { RequestMaker } from "./make.ts";
import { rawRequest, statusesIn } from "./raw.ts";
import { type DoorRequest, signedRequest } from "./request.ts";
import { sender, sendRaw } from "./send.ts";
import { shrinkRequest } from "./shrink.ts";
import { type DoorStage, openDoorStage } from "./stage.ts";
import { readRequest, writeRequest } from "./written.ts";

/** Of the time: for what must be refused, for raw bytes; the rest is for anything. */
const SHARES = { refused: 0.25, raw: 0.1 };
const AT_ONCE = 8;
const MOST_FINDINGS = 10;

export async function fuzzDoors(
  budget: { milliseconds: number; seed: number },
  progress: (line: string) => void,
): Promise<Outcome> {
  progress("doors: building and starting the Worker");
  const stage = await openDoorStage();
  const run = new DoorRun(stage, createRandom(budget.seed));
  const started = performance.now();
  const { milliseconds } = budget;
  await run.refused(milliseconds * SHARES.refused);
  progress(`doors: ${run.executions} requests were refused`);
  await run.anything(milliseconds * (1 - SHARES.refused - SHARES.raw));
  await run.raw(milliseconds * SHARES.raw);
  const spent = performance.now() - started;
  run.close();
  await stage.close();
  return {
    target: "doors",
    executions: run.executions,
    milliseconds: spent,
    lines: { reached: 0, all: 0 },
    slowestMs: run.slowestMs,
    findings: run.findings,
  };
}

/** One that was kept, once more: what it breaks now. */
export async function replayDoor(input: Uint8Array): Promise<Finding[]> {
  const stage = await openDoorStage();
  const run = new DoorRun(stage, createRandom(1));
  await run.replay(input);
  run.close();
  await stage.close();
  return run.findings;
}

class DoorRun {
  executions = 0;
  slowestMs = 0;
  readonly findings: Finding[] = [];
  readonly #stage: DoorStage;
  readonly #random: Random;
  readonly #maker: RequestMaker;
  readonly #client: ReturnType<typeof sender>;
  readonly #known = new Set<string>();

  constructor(stage: DoorStage, random: Random) {
    this.#stage = stage;
    this.#random = random;
    this.#maker = new RequestMaker(random, stage.credentials);
    this.#client = sender(stage.url);
  }

  close(): void {
    this.#client.close();
  }

  async replay(input: Uint8Array): Promise<void> {
    const request = readRequest(new TextDecoder().decode(input));
    if (request === null) return this.#tryRaw(input);
    const message = await this.#breaks(request, false);
    if (message !== null) this.#found(message, input);
  }

  /** Whatever is refused has changed nothing. */
  async refused(milliseconds: number): Promise<void> {
    const before = JSON.stringify(await this.#stage.counts());
    await this.#many(milliseconds, () => this.#try(this.#withoutToken(), true));
    const after = JSON.stringify(await this.#stage.counts());
    if (after !== before)
      this.#found(`what was refused changed something: ${before} became ${after}`, encodeText(before));
  }

  async anything(milliseconds: number): Promise<void> {
    await this.#many(milliseconds, () => this.#try(this.#maker.any(), false));
  }

  async raw(milliseconds: number): Promise<void> {
    await this.#many(milliseconds, async () => {
      const bytes = rawRequest(this.#random, this.#stage.credentials.admin);
      await this.#tryRaw(bytes);
      if (this.executions % 50 === 0) await this.#mustLive(bytes);
    });
    await this.#mustLive(new Uint8Array());
  }

  async #tryRaw(bytes: Uint8Array): Promise<void> {
    this.executions += 1;
    const answer = await sendRaw(this.#stage.url, bytes);
    // 501 is the server's own word for a method that it does not know.
    const fault = statusesIn(answer).find((status) => status >= 500 && status !== 501);
    if (fault !== undefined)
      this.#found(`raw bytes are answered with ${fault}\n${answer.slice(0, 2_000)}`, bytes);
  }

  #withoutToken(): DoorRequest {
    const request = this.#maker.refused();
    const headers = request.headers.filter(([name]) => name !== "authorization");
    return this.#random.below(3) === 0
      ? { ...request, headers: [...headers, ["authorization", "Bearer of-nobody-0123456789"]] }
      : { ...request, headers };
  }

  async #try(request: DoorRequest, isRefused: boolean): Promise<void> {
    this.executions += 1;
    const began = performance.now();
    const message = await this.#breaks(request, isRefused);
    this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
    if (message === null) return;
    const { kind } = findingOf("doors", message, new Uint8Array());
    if (this.#known.has(kind)) return;
    this.#known.add(kind);
    const again = async (other: DoorRequest) => {
      const said = await this.#breaks(other, isRefused);
      return said !== null && findingOf("doors", said, new Uint8Array()).kind === kind;
    };
    this.#found(message, encodeText(writeRequest(await shrinkRequest(request, again))), true);
  }

  /** What a request breaks, in words; null: nothing. */
  async #breaks(request: DoorRequest, isRefused: boolean): Promise<string | null> {
    try {
      const answer = await this.#client.send(await signedRequest(request));
      holdAnswer(request, answer, this.#stage.secrets);
      if (isRefused) holdRefusal(request, answer);
      return null;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return `${said}
${request.method} ${request.path.slice(0, 200)}`;
    }
  }

  async #mustLive(bytes: Uint8Array): Promise<void> {
    const live = await fetch(`${this.#stage.url}/health/live`).catch(() => null);
    await live?.body?.cancel();
    if (live?.status !== 200) this.#found("the Worker no longer lives", bytes);
  }

  #found(message: string, input: Uint8Array, isKnown = false): void {
    const finding = findingOf("doors", message, input);
    if (!isKnown && this.#known.has(finding.kind)) return;
    this.#known.add(finding.kind);
    this.findings.push(finding);
  }

  async #many(milliseconds: number, one: () => Promise<void>): Promise<void> {
    const end = performance.now() + milliseconds;
    const worker = async () => {
      while (performance.now() < end && this.findings.length < MOST_FINDINGS) await one();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    hold(this.executions > 0, "something was tried");
  }
}

function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
