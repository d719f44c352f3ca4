// Lines and counts of one isolate: printed at once, gathered for a moment, then handed over together. Nobody waits for it.
import { faultMessage } from "../../core/fault.ts";
import {
  isLogged,
  type LogArea,
  type LogBatch,
  type LogFacts,
  type LogLevel,
  type LogThresholds,
} from "../../core/log.ts";
import { type AccessFacts, accessLine, appLine } from "./line.ts";

/** The lines of so long leave together. A crash of the isolate within it loses them; behind it they are on disk. */
const GATHER_MS = 250;
/** Nobody is still handing over after that long: the request that did so was ended. */
const HANDOVER_LIMIT_MS = 10_000;
const TRIES = 3;
/** Characters; beyond it the newest lines are dropped and counted. */
const LONGEST_BATCH = 400_000;

const LATENCY_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Of which requests the rate of errors is made: not of those that ask how we are. */
const UNCOUNTED_ROUTES = new Set(["health", "metrics", "closed"]);

export interface TelemetryTools {
  /** Resolves when the batch is kept. */
  send(batch: LogBatch): Promise<void>;
  /** Lets work go on behind the answer; throws outside of a request. */
  background(work: Promise<void>): void;
  now(): number;
  redact(text: string): string;
}

export class Telemetry {
  readonly #thresholds: LogThresholds;
  readonly #tools: TelemetryTools;
  #batch = emptyBatch();
  /** Unix milliseconds; null: nobody is about to hand over. */
  #handingOverSince: number | null = null;

  constructor(thresholds: LogThresholds, tools: TelemetryTools) {
    this.#thresholds = thresholds;
    this.#tools = tools;
  }

  write(level: LogLevel, area: LogArea, event: string, facts: LogFacts = {}): void {
    if (!isLogged(this.#thresholds, level, area)) return;
    const line = appLine(this.#tools.now(), level, area, event, facts, this.#tools.redact);
    console[level](line);
    this.#add("app", line);
  }

  /** `route`: one of a few words. */
  request(route: string, facts: AccessFacts): void {
    const seconds = facts.duration_ms / 1000;
    this.#count(`clawdbot_http_requests_total{route="${route}",status="${facts.status}"}`, 1);
    const duration = "clawdbot_http_request_duration_seconds";
    for (const limit of LATENCY_SECONDS)
      this.#count(`${duration}_bucket{route="${route}",le="${limit}"}`, seconds <= limit ? 1 : 0);
    this.#count(`${duration}_bucket{route="${route}",le="+Inf"}`, 1);
    this.#count(`${duration}_sum{route="${route}"}`, seconds);
    this.#count(`${duration}_count{route="${route}"}`, 1);
    if (!UNCOUNTED_ROUTES.has(route)) {
      this.#batch.requests += 1;
      if (facts.status >= 500) this.#batch.errors += 1;
    }
    if (isLogged(this.#thresholds, "info", "http")) {
      const line = accessLine(this.#tools.now(), facts, this.#tools.redact);
      console.info(line);
      this.#add("access", line);
    }
    this.#handOverSoon();
  }

  /** A call to the model that failed for good. Those that went well are counted as turns. */
  modelFailed(code: string): void {
    this.#count(`clawdbot_model_failures_total{code="${code}"}`, 1);
    this.#handOverSoon();
  }

  #add(kind: "access" | "app", line: string): void {
    const { lines } = this.#batch;
    if (lines.access.length + lines.app.length > LONGEST_BATCH)
      this.#count("clawdbot_log_lines_lost_total", 1);
    else lines[kind] += `${line}\n`;
    this.#handOverSoon();
  }

  #count(sample: string, by: number): void {
    const { samples } = this.#batch;
    samples[sample] = (samples[sample] ?? 0) + by;
  }

  #handOverSoon(): void {
    const now = this.#tools.now();
    if (this.#handingOverSince !== null && now - this.#handingOverSince < HANDOVER_LIMIT_MS) return;
    this.#handingOverSince = now;
    try {
      this.#tools.background(this.#handOver(now));
    } catch {
      // Outside of a request: the next one takes it along.
      this.#handingOverSince = null;
    }
  }

  async #handOver(since: number): Promise<void> {
    await pause(GATHER_MS);
    const batch = this.#batch;
    this.#batch = emptyBatch();
    // From here on new lines have a handover of their own.
    if (this.#handingOverSince === since) this.#handingOverSince = null;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#tools.send(batch);
      } catch (error) {
        if (tries < TRIES) await pause(GATHER_MS * tries);
        else return console.error(`Log lines could not be kept: ${faultMessage(error)}`);
      }
    }
  }
}

function emptyBatch(): LogBatch {
  return { id: crypto.randomUUID(), lines: { access: "", app: "" }, samples: {}, requests: 0, errors: 0 };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
