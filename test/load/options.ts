// The command line of the load.
import { parseArgs } from "node:util";
import { KINDS, type Kind } from "./message.ts";

export interface Options {
  minutes: number;
  /** Messages a second; null: the highest that this machine holds is looked for. */
  rate: number | null;
  chaos: boolean;
  killEverySeconds: number;
  seed: number;
  kinds: Kind[];
  json: string | null;
}

/** Kills and failures leave less of the machine to the messages. */
export const CHAOS_RATE = 6;

export const USAGE = `npm run load                 a mixed load on the built program, at the highest rate that this machine holds / 混合负载
npm run load -- --chaos      the same while model and platforms fail and the program is killed / 故障与强杀

  --minutes N         how long (5) / 时长，分钟
  --rate N            messages a second; else found by a ramp, ${CHAOS_RATE} with --chaos / 每秒消息数
  --kill-every N      seconds between two kills (20) / 强杀间隔，秒
  --only LIST         of ${KINDS.join(",")} / 只用这些入口
  --seed N            another run of the dice (1) / 随机种子
  --json FILE         everything that was counted / 结果写入文件`;

/** Options, `help`, or a complaint in one line. */
export function readOptions(args: string[]): Options | string {
  const values = parse(args);
  if (typeof values === "string") return values;
  if (values.help === true) return "help";
  const numbers = {
    minutes: numberOf(values.minutes, 5),
    rate: numberOf(values.rate, null),
    killEverySeconds: numberOf(values["kill-every"], 20),
    seed: numberOf(values.seed, 1),
  };
  const wrong = Object.entries(numbers).find(([, value]) => value !== null && !(value > 0));
  if (wrong !== undefined) return `${wrong[0]} takes a number above 0.`;
  const names = values.only?.split(",") ?? [...KINDS];
  const kinds = KINDS.filter((kind) => names.includes(kind));
  const unknown = names.find((name) => !KINDS.some((kind) => kind === name));
  if (unknown !== undefined) return `There is no ${unknown}; there are ${KINDS.join(", ")}.`;
  const { minutes, rate, killEverySeconds, seed } = numbers;
  const chaos = values.chaos === true;
  return { minutes, rate, killEverySeconds, seed, chaos, kinds, json: values.json ?? null };
}

function parse(args: string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    minutes: text,
    rate: text,
    chaos: flag,
    "kill-every": text,
    seed: text,
    only: text,
    json: text,
    help: flag,
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** NaN for what is no number. */
function numberOf<Otherwise>(text: string | undefined, otherwise: Otherwise): number | Otherwise {
  return text === undefined ? otherwise : Number(text);
}
