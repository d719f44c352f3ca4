// Three sizes side by side: what they need, and what they cost.
import type { Language } from "../../src/core/language.ts";
import { billOf } from "./bill.ts";
import { type Costs, type Load, messagesOf } from "./costs.ts";
import { busiestRate } from "./day-curve.ts";
import { bytes, dollars, plain, rough } from "./numbers.ts";
import { storedBytes } from "./stored.ts";
import type { Table } from "./table.ts";
import { deploymentsFor, fitsFree, fullAfter } from "./walls.ts";
import { type Text, text } from "./words.ts";

/** Conversations a day. */
export const SIZES = [100, 10_000, 1_000_000];

type Row = [name: Text, cell: (load: Load, costs: Costs, language: Language) => string];

const ROWS: Row[] = [
  [text("messages a day", "每天消息"), (load) => plain(messagesOf(load))],
  [
    text("messages a second, busiest hour", "最忙一小时每秒消息"),
    (load) => rough(busiestRate(messagesOf(load))),
  ],
  [
    text("answers being made at once, busiest hour", "最忙一小时同时生成的回答"),
    (load, { conditions }) => rough(busiestRate(messagesOf(load)) * conditions.answer_seconds),
  ],
  [text("plan", "套餐"), (load, costs, language) => PLANS[fitsFree(costs, load) ? "free" : "paid"][language]],
  [text("deployments", "部署数"), (load, costs) => plain(deploymentsFor(costs, load))],
  [text("D1, kept", "D1 存量"), (load, costs) => bytes(storedBytes(costs, load).d1)],
  [
    text("Durable Objects, kept", "Durable Objects 存量"),
    (load, costs) => bytes(storedBytes(costs, load).objects),
  ],
  [text("R2, kept", "R2 存量"), (load, costs) => bytes(storedBytes(costs, load).r2)],
  [
    text("days until one main database is full, if nothing is deleted", "不清理时，一个主库几天装满"),
    (load, costs) =>
      rough(fullAfter(costs, load, fitsFree(costs, load) ? "free" : "paid") / messagesOf(load)),
  ],
  [text("a month", "每月"), (load, costs) => dollars(totalOf(costs, load))],
];

const PLANS = { free: text("free", "免费"), paid: text("paid", "付费") };

/** One column a size. */
export function sizeTable(
  costs: Costs,
  load: Omit<Load, "conversations">,
  language: Language,
  sizes = SIZES,
): Table {
  const head = language === "en" ? "conversations a day" : "每天对话";
  return {
    head: [head, ...sizes.map(plain)],
    rows: ROWS.map(([name, cell]) => [
      name[language],
      ...sizes.map((conversations) => cell({ ...load, conversations }, costs, language)),
    ]),
  };
}

export function totalOf(costs: Costs, load: Load): number {
  return billOf(costs, load, deploymentsFor(costs, load)).total;
}
