// npm run bench: our Worker and a bare one side by side in the same kind of workerd; prints a table for the README.
// `--only NAME` (may be given more than once) measures these figures alone, `--json FILE` writes medians and quartiles.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Figure, FigureDefinition } from "./figure.ts";
import { cachedAnswer, measureCached } from "./figures/cached.ts";
import { answeredCpu, callbackCpu, measureAnsweredCpu, measureCallbackCpu } from "./figures/callback-cpu.ts";
import {
  callbackMedian,
  callbackTail,
  measureCallbackMedian,
  measureCallbackTail,
} from "./figures/callback-latency.ts";
import { callbackThroughput, measureCallbackThroughput } from "./figures/callback-throughput.ts";
import {
  chatChunks,
  completionsChunks,
  measureChatChunks,
  measureCompletionChunks,
} from "./figures/chunks.ts";
import { cpuPerTurn, measureCpu } from "./figures/cpu.ts";
import {
  chatFirstToken,
  completionsFirstToken,
  measureChat,
  measureCompletions,
} from "./figures/first-token.ts";
import { longConversation, measureLongConversation } from "./figures/long-conversation.ts";
import { measurePageStall, measurePageTyping, pageStall, pageTyping } from "./figures/page.ts";
import {
  longAnswerCalls,
  measureLongAnswerCalls,
  measureQuickAnswerCalls,
  quickAnswerCalls,
} from "./figures/platform-calls.ts";
import { measureRestore, restoreTime } from "./figures/restore.ts";
import { measureRecall, measureRefusal, recall, refusal } from "./figures/retrieval.ts";
import {
  indexing,
  measureIndexing,
  measureSearchMany,
  measureSearchMore,
  searchMany,
  searchMore,
} from "./figures/search.ts";
import { bundleSize, measureBundle, measureStartUp, startUp } from "./figures/weight.ts";
import { conditionsLine, markdownTable, type Outcome, readConditions } from "./report.ts";
import { openStage, type Stage } from "./stage.ts";

type Measurement = [FigureDefinition, (stage: Stage) => Promise<Figure>];

const MEASUREMENTS: Measurement[] = [
  [completionsFirstToken, measureCompletions],
  [chatFirstToken, measureChat],
  [completionsChunks, measureCompletionChunks],
  [chatChunks, measureChatChunks],
  [cachedAnswer, measureCached],
  [cpuPerTurn, measureCpu],
  [longConversation, measureLongConversation],
  [callbackThroughput, measureCallbackThroughput],
  [callbackMedian, measureCallbackMedian],
  [callbackTail, measureCallbackTail],
  [callbackCpu, measureCallbackCpu],
  [answeredCpu, measureAnsweredCpu],
  [quickAnswerCalls, measureQuickAnswerCalls],
  [longAnswerCalls, measureLongAnswerCalls],
  [restoreTime, measureRestore],
  [bundleSize, measureBundle],
  [startUp, measureStartUp],
  [pageStall, measurePageStall],
  [pageTyping, measurePageTyping],
  // Last: from here on there are documents.
  [recall, measureRecall],
  [refusal, measureRefusal],
  [searchMore, measureSearchMore],
  [searchMany, measureSearchMany],
  [indexing, measureIndexing],
];

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, json: { type: "string" } },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const conditions = readConditions();
const started = performance.now();
const outcomes = await run(chosen(values.only ?? [])).catch((error: unknown) => {
  progress(error instanceof Error ? error.message : String(error));
  return process.exit(1);
});
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${markdownTable(outcomes)}\n\n${conditionsLine(conditions, seconds)}`);
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ ...conditions, seconds, figures: outcomes }, null, 2)}\n`);
progress(`${outcomes.length} figures in ${seconds} s`);
// A missed aim is a result; a figure that could not be taken is a fault.
process.exit(outcomes.some((outcome) => "failure" in outcome) ? 1 : 0);

function chosen(names: string[]): Measurement[] {
  const known = MEASUREMENTS.map(([definition]) => definition.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    progress(`no figure is called ${unknown}; there are ${known.join(", ")}`);
    process.exit(1);
  }
  return MEASUREMENTS.filter(([definition]) => names.length === 0 || names.includes(definition.name));
}

async function run(measurements: Measurement[]): Promise<Outcome[]> {
  progress("building both Workers");
  const stage = await openStage();
  const taken: Outcome[] = [];
  for (const [index, [definition, measure]] of measurements.entries()) {
    progress(`${index + 1}/${measurements.length} ${definition.name}`);
    taken.push(
      await measure(stage).catch((error: unknown) => ({ ...definition, failure: failureText(error) })),
    );
    await stage.reset();
  }
  await stage.close();
  return taken;
}

/** One line, and none of a table's borders. */
function failureText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, " ").replaceAll("|", "/").slice(0, 300);
}

function progress(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}
