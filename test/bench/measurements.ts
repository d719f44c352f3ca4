// Every figure in the order of the table.
import type { Figure, FigureDefinition } from "./figure.ts";
import { cachedAnswer, measureCached } from "./figures/cached.ts";
import { answeredCpu, callbackCpu, measureAnsweredCpu, measureCallbackCpu } from "./figures/callback-cpu.ts";
import { callbackLatencies } from "./figures/callback-latency.ts";
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
  chatTotal,
  completionsFirstToken,
  completionsTotal,
  measureChat,
  measureChatTotal,
  measureCompletions,
  measureCompletionsTotal,
} from "./figures/first-token.ts";
import { longConversation, measureLongConversation } from "./figures/long-conversation.ts";
import { measureMemory, memory } from "./figures/memory.ts";
import { measurePageStall, measurePageTyping, pageStall, pageTyping } from "./figures/page.ts";
import {
  longAnswerCalls,
  measureLongAnswerCalls,
  measureQuickAnswerCalls,
  quickAnswerCalls,
} from "./figures/platform-calls.ts";
import { measureRestore, restoreTime } from "./figures/restore.ts";
import { measureResume, resume } from "./figures/resume.ts";
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
import type { Stage } from "./stage.ts";

export type Measurement = [FigureDefinition, (stage: Stage) => Promise<Figure>];

/** Those that take minutes each: measured by name, and with what grows. */
export const LONG_MEASUREMENTS: Measurement[] = [
  [memory, measureMemory],
  [restoreTime, measureRestore],
  // Last: from here on there are documents.
  [searchMany, measureSearchMany],
];

export const MEASUREMENTS: Measurement[] = [
  [completionsFirstToken, measureCompletions],
  [chatFirstToken, measureChat],
  [completionsTotal, measureCompletionsTotal],
  [chatTotal, measureChatTotal],
  [completionsChunks, measureCompletionChunks],
  [chatChunks, measureChatChunks],
  [resume, measureResume],
  [cachedAnswer, measureCached],
  [cpuPerTurn, measureCpu],
  [longConversation, measureLongConversation],
  [callbackThroughput, measureCallbackThroughput],
  ...callbackLatencies,
  [callbackCpu, measureCallbackCpu],
  [answeredCpu, measureAnsweredCpu],
  [quickAnswerCalls, measureQuickAnswerCalls],
  [longAnswerCalls, measureLongAnswerCalls],
  [bundleSize, measureBundle],
  [startUp, measureStartUp],
  [pageStall, measurePageStall],
  [pageTyping, measurePageTyping],
  // Last: from here on there are documents.
  [recall, measureRecall],
  [refusal, measureRefusal],
  [searchMore, measureSearchMore],
  [indexing, measureIndexing],
];
