// Follows a log: asks every two seconds for what is newer, while somebody can see it.
import { useEffect, useState } from "preact/hooks";
import type { Refusal } from "../../../common/refusal.ts";
import { useLatest } from "../../hooks/use-latest.ts";
import { refusalOf } from "../../http.ts";
import type { LogLine, Page } from "../../wire.ts";

const EVERY_MS = 2000;

interface TailOptions {
  on: boolean;
  /** Names what is followed: another one begins anew. */
  key: string;
  /** Asks for the lines since the newest one that is shown. */
  ask(signal: AbortSignal): Promise<Page<LogLine>>;
  onLines(lines: readonly LogLine[]): void;
}

export function useTail({ on, key, ask, onLines }: TailOptions): Refusal | null {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const latest = useLatest({ ask, onLines });

  useEffect(() => {
    setRefusal(null);
    if (!on) return;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function look(): Promise<void> {
      try {
        const page = await latest.current.ask(ending.signal);
        if (ending.signal.aborted) return;
        setRefusal(null);
        latest.current.onLines(page.data);
      } catch (error) {
        if (ending.signal.aborted) return;
        setRefusal(refusalOf(error));
      }
      wait();
    }

    function wait(): void {
      clearTimeout(timer);
      // A hidden tab asks nothing; coming back to it asks at once.
      if (!document.hidden) timer = setTimeout(() => void look(), EVERY_MS);
    }

    const turn = () => {
      clearTimeout(timer);
      if (!document.hidden) void look();
    };
    document.addEventListener("visibilitychange", turn, { signal: ending.signal });
    void look();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [on, key, latest]);

  return refusal;
}
