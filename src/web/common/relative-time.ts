// When something was: relative up to a day, then a date, in the reader's language.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function tellTime(timestamp: string, now: number, locale: string): string {
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) return "";
  const age = Math.max(0, now - time);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  if (age < minute) return relative.format(0, "second");
  if (age < hour) return relative.format(-Math.floor(age / minute), "minute");
  if (age < day) return relative.format(-Math.floor(age / hour), "hour");
  return tellDay(time, now, locale);
}

/** The date, with its year where it is another one. */
export function tellDay(time: number, now: number, locale: string): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const date: Intl.DateTimeFormatOptions = { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(locale, sameYear ? date : { ...date, year: "numeric" }).format(time);
}

/** The day and the time of the day, for what has to be told apart from now. */
export function tellMoment(timestamp: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(
    Date.parse(timestamp),
  );
}
