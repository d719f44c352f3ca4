// What the page says about something that was just done: for a while, with at most one thing to do about it.
import { useCallback, useEffect, useState } from "preact/hooks";

export interface Notice {
  text: string;
  action?: { label: string; run(): void } | undefined;
  /** Stays until another takes its place: something is still going on. */
  lasting?: boolean;
}

/** Long enough to read a line and reach its button, in milliseconds. */
const shown = 8_000;

export function useNotice(held: boolean) {
  const [notice, setNotice] = useState<Notice | null>(null);
  useEffect(() => {
    if (notice === null || notice.lasting || held) return;
    const timer = setTimeout(() => setNotice(null), shown);
    return () => clearTimeout(timer);
  }, [notice, held]);
  return { notice, show: useCallback((next: Notice | null) => setNotice(next), []) };
}
