// A whole answer: the model speaks, calls tools, gets what they say, and speaks again, a few times at most.
import { faultMessage } from "../core/fault.ts";
import type { AnyMessage } from "../core/grounding.ts";
import { type JsonRecord, parseJson } from "../core/json.ts";
import type { ModelParameters } from "../core/model-file.ts";
import type { Result } from "../core/result.ts";
import type { Tool } from "../core/tool.ts";
import type { ToolUse, Usage } from "../core/wire.ts";
import { type CompletionTools, type Round, streamRound } from "./completion.ts";
import type { ToolCall } from "./tool-call.ts";
import { Watchdog } from "./watchdog.ts";

export interface CompletionRequest {
  messages: AnyMessage[];
  /** Null: the endpoint's own. */
  model: string | null;
  parameters?: ModelParameters;
  tools?: Tool[];
  /** For the whole answer, milliseconds; absent: the configured limit. */
  timeoutMs?: number;
}

export interface Completion {
  model: string;
  /** Of all calls together. */
  usage: Usage | null;
  /** The model ended at its length limit or content filter. */
  truncated: boolean;
  fromFallback: boolean;
  tools: ToolUse[];
}

/** Times that the model may call tools before it has to answer. */
const MOST_ROUNDS = 4;
const MOST_CALLS = 8;
const CALL_LIMIT_MS = 10_000;
const LONGEST_RESULT = 8_000;

/** `onText` gets each piece of all that is said; joined they are the answer. `stop` ends it at once. */
export async function streamCompletion(
  tools: CompletionTools,
  request: CompletionRequest,
  onText: (text: string) => void,
  stop: AbortSignal,
): Promise<Result<Completion>> {
  const timeoutMs = request.timeoutMs ?? tools.limits.timeoutMs;
  const watchdog = new Watchdog({ ...tools.limits, timeoutMs }, stop);
  try {
    return await new Answering(tools, request, onText, watchdog).run();
  } finally {
    watchdog.end();
  }
}

class Answering {
  readonly #tools: CompletionTools;
  readonly #request: CompletionRequest;
  readonly #onText: (text: string) => void;
  readonly #watchdog: Watchdog;
  readonly #messages: object[];
  readonly #used: ToolUse[] = [];
  #usage: Usage | null = null;
  #byFallback = false;
  #said = "";

  constructor(
    tools: CompletionTools,
    request: CompletionRequest,
    onText: (text: string) => void,
    watchdog: Watchdog,
  ) {
    this.#tools = tools;
    this.#request = request;
    this.#onText = onText;
    this.#watchdog = watchdog;
    this.#messages = [...request.messages];
  }

  async run(): Promise<Result<Completion>> {
    for (let rounds = 0; ; rounds += 1) {
      const { tools = [] } = this.#request;
      // At last the model is given no tools, so that an answer comes.
      const offered = rounds < MOST_ROUNDS && this.#used.length < MOST_CALLS ? tools : [];
      const before = this.#said.length;
      const outcome = await this.#round(offered);
      if (!outcome.ok) return outcome;
      const { toolCalls, ...round } = outcome.value;
      this.#usage = sumOf(this.#usage, round.usage);
      this.#byFallback = round.fromFallback;
      if (toolCalls.length === 0 || offered.length === 0)
        return { ok: true, value: { ...round, usage: this.#usage, tools: this.#used } };
      await this.#call(toolCalls, this.#said.slice(before).trim());
    }
  }

  #round(offered: Tool[]): Promise<Result<Round>> {
    let gap = gapBehind(this.#said);
    const emit = (text: string) => {
      this.#said += gap + text;
      this.#onText(gap + text);
      gap = "";
    };
    const body: JsonRecord = {
      ...this.#request.parameters,
      messages: this.#messages,
      ...(offered.length > 0 && { tools: offered.map(describe) }),
    };
    const { model } = this.#request;
    const request = { body, model, byFallback: this.#byFallback, length: this.#said.length };
    return streamRound(this.#tools, request, emit, this.#watchdog);
  }

  async #call(calls: ToolCall[], said: string): Promise<void> {
    const called = calls.map(({ id, name, args }) => ({
      id,
      type: "function",
      // What is not JSON would have some endpoints refuse all that follows.
      function: { name, arguments: parseJson(args) === undefined ? "{}" : args },
    }));
    this.#messages.push({ role: "assistant", content: said || null, tool_calls: called });
    for (const call of calls) {
      const content =
        this.#used.length < MOST_CALLS
          ? await this.#runTool(call)
          : "Too many calls: answer with what you have.";
      this.#messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }

  async #runTool({ name, args }: ToolCall): Promise<string> {
    const tool = this.#request.tools?.find((known) => known.name === name);
    const startedAt = this.#tools.now();
    const signal = AbortSignal.any([this.#watchdog.signal, AbortSignal.timeout(CALL_LIMIT_MS)]);
    let ok = false;
    try {
      signal.throwIfAborted();
      if (tool === undefined) return `There is no tool of the name ${name}.`;
      const parsed = args.trim() === "" ? {} : parseJson(args);
      if (parsed === undefined) return "The arguments are not valid JSON.";
      const result = await untilAborted(tool.run(parsed, signal), signal);
      ok = true;
      return result.length <= LONGEST_RESULT
        ? result
        : `${result.slice(0, LONGEST_RESULT).toWellFormed()} … (cut)`;
    } catch (error) {
      return `The tool failed: ${signal.aborted ? "it took too long" : faultMessage(error)}`;
    } finally {
      const shownAs = tool?.shownAs ?? tool?.name ?? "unknown";
      const use = { name: shownAs, ok, ms: this.#tools.now() - startedAt };
      this.#used.push(use);
      this.#tools.onTool?.(use);
    }
  }
}

/** A tool that does not listen to its signal is left behind. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(new Error("aborted"));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort);
  aborted.promise.catch(() => undefined);
  work.catch(() => undefined);
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener("abort", onAbort));
}

/** What makes the last line end and leaves a blank one. */
function gapBehind(text: string): string {
  if (text.trim() === "" || text.endsWith("\n\n")) return "";
  return text.endsWith("\n") ? "\n" : "\n\n";
}

function describe({ name, description, parameters }: Tool): object {
  return { type: "function", function: { name, description, parameters } };
}

function sumOf(left: Usage | null, right: Usage | null): Usage | null {
  if (left === null || right === null) return left ?? right;
  return {
    prompt_tokens: left.prompt_tokens + right.prompt_tokens,
    completion_tokens: left.completion_tokens + right.completion_tokens,
    total_tokens: left.total_tokens + right.total_tokens,
  };
}
