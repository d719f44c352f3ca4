// What a message costs by its way, and what a month costs, line by line.
import type { Language } from "../../src/core/language.ts";
import { billOf } from "./bill.ts";
import { type Costs, KINDS, type Kind, type Load, RESOURCES, type Resource, useOfMessage } from "./costs.ts";
import { bytes, dollars, plain } from "./numbers.ts";
import { FILE_DAYS } from "./own-limits.ts";
import type { StoreName } from "./plans.ts";
import { TARIFFS } from "./plans.ts";
import { KIND_NAMES, RESOURCE_NAMES, STORE_NAMES } from "./resource-words.ts";
import { SIZES } from "./size-table.ts";
import type { Table } from "./table.ts";
import { deploymentsFor } from "./walls.ts";

type Conditions = Omit<Load, "conversations">;

/** `~`: follows from reading the code; without it: counted. `–`: not known yet. */
export function messageTable(costs: Costs, conditions: Omit<Conditions, "kind">, language: Language): Table {
  const cell = (kind: Kind, resource: Resource) => {
    const each = useOfMessage(costs, { ...conditions, kind }, resource);
    if (each === null) return "–";
    const unit = TARIFFS.find((tariff) => tariff.resource === resource)?.unit ?? 1;
    return mark(costs, kind, resource) + plain(each * unit);
  };
  return {
    head: [
      language === "en" ? "each message" : "每条消息",
      ...KINDS.map((kind) => KIND_NAMES[kind][language]),
    ],
    rows: RESOURCES.map((resource) => [
      RESOURCE_NAMES[resource][language],
      ...KINDS.map((kind) => cell(kind, resource)),
    ]),
  };
}

const HEAD = {
  en: ["", "each message", "each day besides", "included a month", "then, a million"],
  zh: ["", "每条消息", "每天另有", "每月包含", "之后每百万"],
};

export function billTable(costs: Costs, conditions: Conditions, language: Language): Table {
  const bills = billsOf(costs, conditions);
  const [first] = bills;
  return {
    head: [...HEAD[language], ...SIZES.map((size) => perDay(size, language))],
    rows: (first?.use ?? []).map(({ resource, tariff, each, day }, line) => [
      RESOURCE_NAMES[resource][language],
      mark(costs, conditions.kind, resource) + plain(each),
      plain(day),
      plain(tariff.included),
      price(tariff.dollars),
      ...bills.map(({ use }) => dollars(use[line]?.dollars ?? 0)),
    ]),
  };
}

const STORE_HEAD = {
  en: ["", "each message", "kept days", "included", "then, a GB and month"],
  zh: ["", "每条消息", "保留天数", "包含", "之后每 GB 每月"],
};

export function storeTable(costs: Costs, conditions: Conditions, language: Language): Table {
  const bills = billsOf(costs, conditions);
  const { d1_bytes, search_bytes, object_bytes, log_bytes, backup_bytes } = costs.kinds[conditions.kind].kept;
  // Log lines are kept as long as files are, and every backup holds what is kept: as if it were so many bytes more a day.
  const each: Record<StoreName, [bytes: number, counted: string]> = {
    d1: [d1_bytes + search_bytes, "d1_bytes"],
    objects: [object_bytes, "object_bytes"],
    r2: [FILE_DAYS * (backup_bytes + log_bytes / (conditions.keptDays || FILE_DAYS)), "backup_bytes"],
  };
  return {
    head: [...STORE_HEAD[language], ...SIZES.map((size) => perDay(size, language))],
    rows: (bills[0]?.stores ?? []).map(({ store, tariff }, line) => [
      STORE_NAMES[store][language],
      mark(costs, conditions.kind, each[store][1]) + bytes(each[store][0]),
      plain(conditions.keptDays || FILE_DAYS),
      `${tariff.included} GB`,
      price(tariff.dollars),
      ...bills.map(({ stores }) => dollars(stores[line]?.dollars ?? 0)),
    ]),
  };
}

export function totalTable(costs: Costs, conditions: Conditions, language: Language): Table {
  const free = language === "en" ? "free plan: $0" : "免费套餐：$0";
  return {
    head: SIZES.map((size) => perDay(size, language)),
    rows: [billsOf(costs, conditions).map(({ total }) => (total === 0 ? free : dollars(total)))],
  };
}

function billsOf(costs: Costs, conditions: Conditions) {
  return SIZES.map((conversations) => {
    const load = { ...conditions, conversations };
    return billOf(costs, load, deploymentsFor(costs, load));
  });
}

/** What nobody has counted is marked. */
function mark(costs: Costs, kind: Kind, name: string): string {
  return costs.kinds[kind].counted.includes(name) ? "" : "~";
}

function perDay(size: number, language: Language): string {
  return language === "en" ? `${plain(size)} a day` : `每天 ${plain(size)}`;
}

/** As it is published: $0.001 is no cent. */
function price(amount: number): string {
  return `$${amount < 0.1 ? amount : amount.toFixed(2)}`;
}
