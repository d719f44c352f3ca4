// What a load needs, costs and meets, as lines for a terminal.
import type { Language } from "../../src/core/language.ts";
import { billOf } from "./bill.ts";
import { type Costs, type Load, messagesOf } from "./costs.ts";
import { dollars, plain, rough } from "./numbers.ts";
import { DAYS_A_MONTH, type Plan } from "./plans.ts";
import { KIND_NAMES, RESOURCE_NAMES, STORE_NAMES } from "./resource-words.ts";
import { sizeTable } from "./size-table.ts";
import { aligned } from "./table.ts";
import { EFFECTS, WALL_WORDS } from "./wall-words.ts";
import { deploymentsFor, wallsOf } from "./walls.ts";

/** `plan` null: the walls of both. */
export function report(costs: Costs, load: Load, plan: Plan | null, language: Language): string[] {
  return [
    assumptions(load, language),
    "",
    aligned(sizeTable(costs, load, language, [load.conversations])),
    "",
    aligned(billLines(costs, load, language)),
    ...(plan === null ? (["free", "paid"] as const) : [plan]).flatMap((name) => [
      "",
      PLAN_NAMES[name][language],
      aligned(wallLines(costs, load, name, language)),
    ]),
  ];
}

function assumptions({ kind, turns, keptDays }: Load, language: Language): string {
  const name = KIND_NAMES[kind][language].replaceAll("`", "");
  return language === "en"
    ? `Messages by ${name}; a conversation is ${plain(turns)} messages with their answers; ${keptDays === 0 ? "nothing is deleted" : `kept for ${keptDays} days`}.`
    : `消息来自${name}；一个对话是 ${plain(turns)} 条消息及其回答；${keptDays === 0 ? "不清理" : `保留 ${keptDays} 天`}。`;
}

function billLines(costs: Costs, load: Load, language: Language) {
  const deployments = deploymentsFor(costs, load);
  const { use, stores, total } = billOf(costs, load, deployments);
  const english = language === "en";
  return {
    head: [english ? "a month" : "每月", english ? "used" : "用量", english ? "dollars" : "美元"],
    rows: [
      ...use.map(({ resource, each, day, dollars: amount }) => [
        RESOURCE_NAMES[resource][language],
        plain((each * messagesOf(load) + day * deployments) * DAYS_A_MONTH),
        dollars(amount),
      ]),
      ...stores.map(({ store, gigabytes, dollars: amount }) => [
        STORE_NAMES[store][language],
        `${plain(gigabytes)} GB`,
        dollars(amount),
      ]),
      [english ? "with the plan" : "含套餐", "", dollars(total)],
    ],
  };
}

function wallLines(costs: Costs, load: Load, plan: Plan, language: Language) {
  const english = language === "en";
  return {
    head: english ? ["conversations a day", "wall", "behind it", ""] : ["每天对话", "限制", "超过之后", ""],
    rows: wallsOf(costs, load, plan).map(({ id, messages, conversations }) => {
      const { name, effect } = WALL_WORDS[id];
      const met = messagesOf(load) > messages ? (english ? "← met" : "← 已超过") : "";
      return [rough(conversations), name[language], EFFECTS[effect][language], met];
    }),
  };
}

const PLAN_NAMES = {
  free: { en: "Walls on the free plan", zh: "免费套餐的限制" },
  paid: { en: "Walls on the paid plan", zh: "付费套餐的限制" },
};
