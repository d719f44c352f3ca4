// The time now, told again every half minute, so that relative times stay true.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

const EVERY_MS = 30_000;

export const NowContext = createContext(0);

export function useTicking(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Never before what was just loaded: a moment ago is no time in the future. */
export function useNow(): number {
  return Math.max(useContext(NowContext), Date.now());
}
