// The reader comes back to this window, or the network does: what was said meanwhile is to be seen.
import { useEffect } from "preact/hooks";

export function useReturn(onReturn: () => void): void {
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === "visible") onReturn();
    };
    addEventListener("focus", onReturn);
    addEventListener("online", onReturn);
    document.addEventListener("visibilitychange", seen);
    return () => {
      removeEventListener("focus", onReturn);
      removeEventListener("online", onReturn);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [onReturn]);
}
