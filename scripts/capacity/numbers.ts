// Numbers as people read them.
import type { Language } from "../../src/core/language.ts";

/** Whole from a hundred on, else with so many digits as are worth something. */
export function plain(value: number): string {
  const rounded = value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** Two digits: what lies behind them is not known. */
export function rough(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** Cents only where they are worth a look. */
export function dollars(amount: number): string {
  const rounded = amount < 10 && amount > 0 ? amount.toFixed(2) : plain(Math.round(amount));
  return `$${rounded === "0.00" ? "0" : rounded}`;
}

export function bytes(amount: number): string {
  const steps = ["B", "KB", "MB", "GB", "TB"];
  const step = Math.min(Math.max(0, Math.floor(Math.log10(Math.max(amount, 1)) / 3)), steps.length - 1);
  return `${plain(amount / 1000 ** step)} ${steps[step]}`;
}

type TimeUnit = [seconds: number, en: string, zh: string];

const SHORTEST: TimeUnit = [0.001, "ms", "毫秒"];

const UNITS: TimeUnit[] = [
  [86_400, "d", "天"],
  [3_600, "h", "小时"],
  [60, "min", "分钟"],
  [1, "s", "秒"],
];

export function duration(seconds: number, language: Language): string {
  const [size, en, zh] = UNITS.find(([least]) => seconds >= (least > 1 ? 1.5 * least : least)) ?? SHORTEST;
  const value = seconds / size;
  const number = value >= 100 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toFixed(1)));
  return `${number} ${language === "en" ? en : zh}`;
}
