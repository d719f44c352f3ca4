// The command line of `npm run capacity`.
import { parseArgs } from "node:util";
import type { Language } from "../../src/core/language.ts";
import { KINDS, type Kind } from "./costs.ts";
import type { Plan } from "./plans.ts";

export interface Options {
  conversations: number;
  turns: number;
  kind: Kind;
  keptDays: number;
  /** Null: both. */
  plan: Plan | null;
  /** Messages a minute in one group; null: not asked for. */
  busyGroup: number | null;
  json: boolean;
  writeDocs: boolean;
  language: Language;
}

export const USAGE = `npm run capacity                   what so many conversations need and cost / 这么多对话需要什么、花多少钱

  --conversations N   a day (10000) / 每天的对话数
  --turns N           messages of one conversation (5) / 每个对话的消息数
  --kind NAME         how they come: ${KINDS.join(", ")} / 消息来自哪里
  --kept N            RETENTION_DAYS (30; 0 deletes nothing) / 保留天数，0 为不清理
  --plan free|paid    else both / 套餐，不写则两个都列
  --busy-group N      messages a minute in one group / 一个群每分钟的消息数
  --json              all of it as JSON / 以 JSON 输出
  --write-docs        writes the tables of docs/capacity*.md and the chart / 写入文档中的表格和图
  --language en|zh    else that of LANG / 语言，默认取自 LANG`;

/** Options, `help`, or a complaint in one line. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options | string {
  const values = parse(args);
  if (typeof values === "string") return values;
  if (values.help === true) return "help";
  const conversations = Number(values.conversations ?? 10_000);
  const turns = Number(values.turns ?? 5);
  const keptDays = Number(values.kept ?? 30);
  const busyGroup = values["busy-group"] === undefined ? null : Number(values["busy-group"]);
  if (!(conversations >= 0 && conversations <= 1e9)) return number("--conversations", "0", "1000000000");
  if (!(turns >= 1 && turns <= 1e6)) return number("--turns", "1", "1000000");
  if (!(keptDays >= 0 && keptDays <= 3650)) return number("--kept", "0", "3650");
  if (busyGroup !== null && !(busyGroup > 0 && busyGroup <= 60)) return number("--busy-group", "0.1", "60");
  const kind = KINDS.find((name) => name === (values.kind ?? "web"));
  if (kind === undefined) return `--kind takes one of ${KINDS.join(", ")}. / --kind 须为其中之一。`;
  const plan = values.plan ?? null;
  if (plan !== null && plan !== "free" && plan !== "paid")
    return "--plan takes free or paid. / --plan 须为 free 或 paid。";
  return {
    conversations,
    turns,
    kind,
    keptDays,
    plan,
    busyGroup,
    json: values.json === true,
    writeDocs: values["write-docs"] === true,
    language: /^zh/i.test(values.language || env.LC_ALL || env.LC_MESSAGES || env.LANG || "") ? "zh" : "en",
  };
}

function number(option: string, least: string, most: string): string {
  return `${option} takes a number from ${least} to ${most}. / ${option} 须为 ${least} 到 ${most} 的数字。`;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        conversations: { type: "string" },
        turns: { type: "string" },
        kind: { type: "string" },
        kept: { type: "string" },
        plan: { type: "string" },
        "busy-group": { type: "string" },
        json: { type: "boolean" },
        "write-docs": { type: "boolean" },
        language: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n\n${USAGE}`;
  }
}
