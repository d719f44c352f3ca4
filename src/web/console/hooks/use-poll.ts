// Does something again and again while it is of use and somebody can see it. What asks a server
// switches it off meanwhile: the next look is planned behind the answer, so that none cuts off the one before.
import { useEffect } from "preact/hooks";
import { useLatest } from "./use-latest.ts";

export function usePoll(on: boolean, everyMs: number, act: () => void): void {
  const latest = useLatest(act);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [on, everyMs, latest]);
}
