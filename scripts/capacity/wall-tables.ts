// The walls as tables: all of one way in their order, and the first three of every way.
import type { Language } from "../../src/core/language.ts";
import { type Costs, KINDS, type Load, useOfMessage } from "./costs.ts";
import { rough } from "./numbers.ts";
import { DAYS_A_MONTH, type Plan, TARIFFS } from "./plans.ts";
import { KIND_NAMES, RESOURCE_NAMES } from "./resource-words.ts";
import type { Table } from "./table.ts";
import { EFFECTS, WALL_WORDS } from "./wall-words.ts";
import { type Wall, wallsOf } from "./walls.ts";

type Conditions = Omit<Load, "conversations">;

const HEAD = {
  en: ["", "wall", "conversations a day", "messages a day", "behind it", "what to do"],
  zh: ["", "限制", "每天对话", "每天消息", "超过之后", "怎么办"],
};

export function wallTable(costs: Costs, conditions: Conditions, plan: Plan, language: Language): Table {
  return {
    head: HEAD[language],
    rows: allWalls(costs, conditions, plan).map(({ id, conversations, messages }, index) => {
      const { name, effect, happens, remedy } = WALL_WORDS[id];
      return [
        String(index + 1),
        name[language],
        rough(conversations),
        rough(messages),
        `**${EFFECTS[effect][language]}** · ${happens[language]}`,
        remedy[language],
      ];
    }),
  };
}

const FIRST = 3;

export function firstWalls(
  costs: Costs,
  conditions: Omit<Conditions, "kind">,
  plan: Plan,
  language: Language,
): Table {
  const head =
    language === "en"
      ? ["conversations a day", "first", "second", "third"]
      : ["每天对话", "第一", "第二", "第三"];
  return {
    head,
    rows: KINDS.map((kind) => {
      const walls = allWalls(costs, { ...conditions, kind }, plan).slice(0, FIRST);
      const cells = walls.map(
        ({ id, conversations }) =>
          `${rough(conversations)} ${bracketed(WALL_WORDS[id].name[language], language)}`,
      );
      return [KIND_NAMES[kind][language], ...cells];
    }),
  };
}

/** From how many conversations a day on the paid plan bills more than itself. */
export function billedTable(costs: Costs, conditions: Conditions, language: Language): Table {
  const rows = TARIFFS.flatMap(({ resource, unit, included }) => {
    const each = useOfMessage(costs, { ...conditions }, resource);
    if (each === null || each === 0) return [];
    const left = included / DAYS_A_MONTH / unit - (costs.day.use[resource] ?? 0);
    return [{ resource, conversations: left / each / conditions.turns }];
  });
  return {
    head: language === "en" ? ["billed from", "conversations a day"] : ["开始计费", "每天对话"],
    rows: rows
      .toSorted((one, other) => one.conversations - other.conversations)
      .map(({ resource, conversations }) => [RESOURCE_NAMES[resource][language], rough(conversations)]),
  };
}

function allWalls(costs: Costs, conditions: Conditions, plan: Plan): Wall[] {
  return wallsOf(costs, { ...conditions, conversations: 0 }, plan);
}

function bracketed(name: string, language: Language): string {
  return language === "en" ? `(${name})` : `（${name}）`;
}
