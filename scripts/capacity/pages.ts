// The parts of docs/capacity.md and its Chinese twin that the program writes, between two comments each.
import type { Language } from "../../src/core/language.ts";
import { allowanceTable } from "./allowance-table.ts";
import { queueLines } from "./bars.ts";
import { billTable, messageTable, storeTable, totalTable } from "./cost-tables.ts";
import type { Costs } from "./costs.ts";
import { plain } from "./numbers.ts";
import type { Queue } from "./simulation/queues.ts";
import { sizeTable } from "./size-table.ts";
import { markdown } from "./table.ts";
import { billedTable, firstWalls, wallTable } from "./wall-tables.ts";
import { fullAfter } from "./walls.ts";
import { text } from "./words.ts";

export const PAGES: Record<Language, string> = {
  en: "docs/capacity.md",
  zh: "docs/capacity.zh-CN.md",
};
export const CHART = "docs/capacity.svg";

/** What the pages assume, and say so. */
export const ASSUMED = { kind: "web", turns: 5, keptDays: 30 } as const;

/** By the name that the comments of a page give them. */
export function blocksOf(costs: Costs, queues: Queue[], language: Language): Map<string, string> {
  return new Map([
    ["sizes", markdown(sizeTable(costs, ASSUMED, language))],
    ["first free", markdown(firstWalls(costs, ASSUMED, "free", language))],
    ["first paid", markdown(firstWalls(costs, ASSUMED, "paid", language))],
    ["counted", countedSentence(costs, language)],
    ["message", markdown(messageTable(costs, ASSUMED, language))],
    ["bill", markdown(billTable(costs, ASSUMED, language))],
    ["stores", markdown(storeTable(costs, ASSUMED, language))],
    ["total", markdown(totalTable(costs, ASSUMED, language))],
    ["billed", markdown(billedTable(costs, ASSUMED, language))],
    ["walls free", markdown(wallTable(costs, ASSUMED, "free", language))],
    ["walls paid", markdown(wallTable(costs, ASSUMED, "paid", language))],
    ["full", fullSentence(costs, language)],
    ["allowance", markdown(allowanceTable(costs, language))],
    ...queues.map((queue): [string, string] => [
      `queue ${queue.id}`,
      ["```", ...queueLines(queue, language), "```"].join("\n"),
    ]),
  ]);
}

/** The page with its blocks as they are now. Throws when a comment names none, or a block has no place. */
export function filled(page: string, blocks: Map<string, string>): string {
  const used = new Set<string>();
  const whole = page.replace(
    /(<!-- capacity: ([a-z_ ]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, opening: string, name: string, closing: string) => {
      const block = blocks.get(name);
      if (block === undefined) throw new Error(`No part of the page is called “${name}”.`);
      used.add(name);
      return `${opening}\n${block}\n\n${closing}`;
    },
  );
  const unused = [...blocks.keys()].filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`The page has no place for ${unused.join(", ")}.`);
  return whole;
}

function countedSentence({ conditions }: Costs, language: Language): string {
  const { counted_on, turns, answer_seconds, answer_bytes } = conditions;
  return text(
    `Counted on ${counted_on} in the local runtime, with answers of ${answer_seconds} s and ${plain(answer_bytes)} bytes, ${turns} messages to a conversation.`,
    `${counted_on} 在本机运行时里数出，回答 ${answer_seconds} 秒、${plain(answer_bytes)} 字节，每个对话 ${turns} 条消息。`,
  )[language];
}

function fullSentence(costs: Costs, language: Language): string {
  const load = { ...ASSUMED, conversations: 0 };
  const [free, paid] = [fullAfter(costs, load, "free"), fullAfter(costs, load, "paid")].map(plain);
  return text(
    `With nothing deleted the main database is full after ${free} messages in all on the free plan, and after ${paid} on the paid one.`,
    `完全不清理时，免费套餐的主库在累计 ${free} 条消息后装满，付费套餐在 ${paid} 条后装满。`,
  )[language];
}
