// One answer of the server, asked for anew when its key changes. What was there stays in view meanwhile.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Refusal } from "../../common/refusal.ts";
import { refusalOf } from "../http.ts";
import { useLatest } from "./use-latest.ts";

export interface Loaded<Value> {
  value: Value | null;
  refusal: Refusal | null;
  loading: boolean;
  reload(): void;
  /** Puts another value in its place, such as one that the server gave back after a change. */
  put(value: Value): void;
}

export function useLoad<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [value, put] = useState<Value | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const latest = useLatest(load);

  useEffect(() => {
    const ending = new AbortController();
    setLoading(true);
    const settle = (act: () => void) => {
      if (ending.signal.aborted) return;
      act();
      setLoading(false);
    };
    latest.current(ending.signal).then(
      (loaded) =>
        settle(() => {
          put(() => loaded);
          setRefusal(null);
        }),
      (error: unknown) => settle(() => setRefusal(refusalOf(error))),
    );
    return () => ending.abort();
  }, [key, round, latest]);

  return {
    value,
    refusal,
    loading,
    reload: useCallback(() => setRound((count) => count + 1), []),
    put: useCallback((next: Value) => put(() => next), []),
  };
}
