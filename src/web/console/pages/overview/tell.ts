// Values and times of the charts in words.
import { type Language, tagOf } from "../../../common/language.ts";
import { tellDuration, tellNumber, tellShare } from "../../format.ts";
import type { Stats } from "../../wire.ts";
import type { Unit } from "./chart-data.ts";

export function tellValue(value: number | null | undefined, unit: Unit, language: Language): string {
  if (unit === "share") return tellShare(value ?? null, language);
  return unit === "duration" ? tellDuration(value, language) : tellNumber(value, language);
}

/** Days are UTC's on the server, hours the reader's. */
export function timeFormat(bucket: Stats["bucket"], language: Language, whole: boolean): Intl.DateTimeFormat {
  const day: Intl.DateTimeFormatOptions = { month: "short", day: "numeric" };
  if (bucket === "day") return new Intl.DateTimeFormat(tagOf[language], { ...day, timeZone: "UTC" });
  const hour: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(tagOf[language], whole ? { ...day, ...hour } : hour);
}
