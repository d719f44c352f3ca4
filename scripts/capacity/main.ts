// Reads the command line, and prints what a load needs, costs and meets; or writes it into the pages.
import { readFileSync, writeFileSync } from "node:fs";
import type { Language } from "../../src/core/language.ts";
import { queueLines } from "./bars.ts";
import { billOf } from "./bill.ts";
import { chart } from "./chart.ts";
import { type Costs, type Load, messagesOf, readCosts } from "./costs.ts";
import { duration, plain } from "./numbers.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { ASSUMED, blocksOf, CHART, filled, PAGES } from "./pages.ts";
import { report } from "./report.ts";
import { conversationAt } from "./simulation/conversation.ts";
import { type Queue, SEED, simulateQueues } from "./simulation/queues.ts";
import { deploymentsFor, wallsOf } from "./walls.ts";

/** The exit code. */
export function tell(args: string[]): number {
  const options = readOptions(args, process.env);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  if (typeof options === "string") {
    console.error(options);
    return 1;
  }
  const costs = readCosts();
  if (options.writeDocs) writePages(costs);
  else if (options.json) console.log(JSON.stringify(asJson(costs, options), null, 2));
  else console.log(asText(costs, options));
  return 0;
}

function writePages(costs: Costs): void {
  const queues = simulateQueues(costs, ASSUMED);
  for (const language of ["en", "zh"] as const) {
    const path = PAGES[language];
    writeFileSync(path, filled(readFileSync(path, "utf8"), blocksOf(costs, queues, language)));
  }
  writeFileSync(CHART, chart(costs, ASSUMED));
}

function asText(costs: Costs, options: Options): string {
  const { language } = options;
  const queues = simulateQueues(costs, options);
  return [
    ...report(costs, options, options.plan, language),
    ...queues.flatMap((queue) => ["", ...queueLines(queue, language)]),
    ...(options.busyGroup === null ? [] : ["", busyGroupSentence(options.busyGroup, language)]),
  ].join("\n");
}

function busyGroupSentence(aMinute: number, language: Language): string {
  const { median, p99 } = conversationAt(aMinute, SEED);
  const [half, most] = [duration(median, language), duration(p99, language)];
  return language === "en"
    ? `A group with ${plain(aMinute)} messages a minute: half of the answers end within ${half}, 99 of 100 within ${most}.`
    : `每分钟 ${plain(aMinute)} 条消息的群：一半的回答在 ${half}内结束，100 个里有 99 个在 ${most}内。`;
}

function asJson(costs: Costs, options: Options) {
  const load: Load = options;
  const deployments = deploymentsFor(costs, load);
  const { use, stores, total, uncounted } = billOf(costs, load, deployments);
  const { conversations, turns, kind, keptDays, busyGroup, plan } = options;
  const plans = plan === null ? (["free", "paid"] as const) : [plan];
  const queues: Queue[] = simulateQueues(costs, load);
  return {
    load: { conversations, turns, kind, kept_days: keptDays, messages: messagesOf(load) },
    deployments,
    month: {
      use: use.map(({ tariff, ...line }) => line),
      stores: stores.map(({ tariff, ...line }) => line),
      total,
      uncounted,
    },
    walls: Object.fromEntries(plans.map((name) => [name, wallsOf(costs, load, name)])),
    queues,
    ...(busyGroup !== null && { busy_group: conversationAt(busyGroup, SEED) }),
  };
}
