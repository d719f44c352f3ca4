// The reader comes back to this window, maybe from another one with the same conversation.
import { useEffect } from "preact/hooks";

export function useReturn(onReturn: () => void): void {
  useEffect(() => {
    addEventListener("focus", onReturn);
    return () => removeEventListener("focus", onReturn);
  }, [onReturn]);
}
