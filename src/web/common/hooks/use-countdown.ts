// Whole seconds left of a wait, counted down to 0.
import { useEffect, useState } from "preact/hooks";

/** `cause`: a new one starts the wait anew, even one of as many seconds. */
export function useCountdown(seconds: number, cause: unknown = null): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const until = Date.now() + seconds * 1000;
    setLeft(seconds);
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setLeft(rest);
      if (rest === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [seconds, cause]);
  return left;
}
