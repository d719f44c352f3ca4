// Figures as people read them, in the reader's language.
import type { Language } from "../common/language.ts";
import { tagOf } from "../common/language.ts";
import { tellDay, tellTime } from "../common/relative-time.ts";

const NOTHING = "–";

export function tellNumber(value: number | null | undefined, language: Language): string {
  if (value === null || value === undefined) return NOTHING;
  return new Intl.NumberFormat(tagOf[language]).format(value);
}

/** Short, for axes and headlines: 1.2K, 3.4万. */
export function tellShort(value: number, language: Language): string {
  return new Intl.NumberFormat(tagOf[language], { notation: "compact", maximumFractionDigits: 1 }).format(
    value,
  );
}

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB"];

export function tellBytes(bytes: number | null | undefined, language: Language): string {
  if (bytes === null || bytes === undefined) return NOTHING;
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  const value = bytes / 1000 ** step;
  const digits = step === 0 || value >= 100 ? 0 : 1;
  const figure = new Intl.NumberFormat(tagOf[language], { maximumFractionDigits: digits }).format(value);
  return `${figure} ${BYTE_UNITS[step]}`;
}

const UNITS: Record<Language, { ms: string; s: string; min: string }> = {
  en: { ms: "ms", s: "s", min: "min" },
  zh: { ms: "毫秒", s: "秒", min: "分" },
};

export function tellDuration(milliseconds: number | null | undefined, language: Language): string {
  if (milliseconds === null || milliseconds === undefined) return NOTHING;
  const { ms, s, min } = UNITS[language];
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ${ms}`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} ${s}`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} ${min} ${whole % 60} ${s}`;
}

/** Null of null: a share of nothing is none. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

export function tellShare(share: number | null, language: Language): string {
  if (share === null) return NOTHING;
  return new Intl.NumberFormat(tagOf[language], { style: "percent", maximumFractionDigits: 1 }).format(share);
}

/** “a, b and c” */
export function tellList(names: readonly string[], language: Language): string {
  return new Intl.ListFormat(tagOf[language]).format(names);
}

/** In full, with its time zone. */
export function tellFullTime(timestamp: string, language: Language): string {
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) return "";
  return new Intl.DateTimeFormat(tagOf[language], { dateStyle: "full", timeStyle: "long" }).format(time);
}

/** The clock of the reader with milliseconds, as a log needs it. */
export function tellClock(timestamp: string): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return timestamp;
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

export function tellDate(timestamp: string, language: Language): string {
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) return "";
  return new Intl.DateTimeFormat(tagOf[language], { dateStyle: "medium" }).format(time);
}

/** The calendar day of the reader, `2026-11-25`. */
export function dayOf(timestamp: string): string {
  const time = new Date(timestamp);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** Longer texts are shown folded. */
const FOLDED_LINES = 12;
const FOLDED_CHARACTERS = 900;

export function isLong(text: string): boolean {
  return text.length > FOLDED_CHARACTERS || text.split("\n", FOLDED_LINES + 1).length > FOLDED_LINES;
}

/** The first words of a text on one line. */
export function excerpt(text: string, characters = 160): string {
  const line = text
    .slice(0, characters * 2)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > characters ? `${line.slice(0, characters)}…` : line;
}

/** So far may the server's clock be ahead of ours: what happened just now is not told as to come. */
const CLOCKS_DIFFER_MS = 10_000;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Relative within a day to either side, then a date. */
export function tellWhen(timestamp: string, now: number, language: Language): string {
  const ahead = Date.parse(timestamp) - now;
  if (!(ahead > CLOCKS_DIFFER_MS)) return tellTime(timestamp, now, tagOf[language]);
  if (ahead >= DAY_MS) return tellDay(ahead + now, now, tagOf[language]);
  const relative = new Intl.RelativeTimeFormat(tagOf[language], { numeric: "auto", style: "short" });
  if (ahead < MINUTE_MS) return relative.format(Math.ceil(ahead / 1000), "second");
  if (ahead < HOUR_MS) return relative.format(Math.round(ahead / MINUTE_MS), "minute");
  return relative.format(Math.round(ahead / HOUR_MS), "hour");
}
