// When something was or will be: relative up to a day, then a date; in full on hover.
import { tellFullTime, tellWhen } from "../format.ts";
import { useLanguage } from "../hooks/use-language.ts";
import { useNow } from "../hooks/use-now.ts";

export function Time({ at, absent = "–" }: { at: string | null; absent?: string }) {
  const language = useLanguage();
  const now = useNow();
  if (at === null) return <span class="quiet">{absent}</span>;
  return (
    <time dateTime={at} title={tellFullTime(at, language)}>
      {tellWhen(at, now, language)}
    </time>
  );
}
