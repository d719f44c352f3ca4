// A month of a platform's free edition: on which day it is used up.
import type { Language } from "../../src/core/language.ts";
import type { Costs } from "./costs.ts";
import { plain } from "./numbers.ts";
import { simulateAllowance } from "./simulation/allowance.ts";
import type { Table } from "./table.ts";

export function allowanceTable(costs: Costs, language: Language): Table {
  const feishu = simulateAllowance(costs, "feishu").points;
  const dingtalk = simulateAllowance(costs, "dingtalk").points;
  const cell = (day: number | null) => (day === null ? ENOUGH[language] : String(day));
  return {
    head: HEAD[language],
    rows: feishu.map(({ load, withCards, withoutCards }, line) => [
      plain(load),
      cell(withCards),
      cell(dingtalk[line]?.withCards ?? null),
      cell(withoutCards),
    ]),
  };
}

const HEAD = {
  en: ["messages a day", "Feishu, growing cards", "DingTalk, growing cards", "finished answers alone"],
  zh: ["每天消息", "飞书流式卡片", "钉钉流式卡片", "只发完整回答"],
};
const ENOUGH = { en: "enough", zh: "够用" };
