// Which conversation the address names, and how to go to another.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Chat } from "../chat.ts";
import { hashOfSession, sessionOfHash } from "../route.ts";

export interface View {
  /** Another number for each conversation that is shown, even before it has an id. */
  number: number;
  go(sessionId: string | null): void;
}

export function useView(chat: Chat, onShown: () => void): View {
  const [number, setNumber] = useState(0);

  const show = useCallback(() => {
    setNumber((count) => count + 1);
    onShown();
    void chat.open(sessionOfHash(location.hash));
  }, [chat, onShown]);

  useEffect(() => {
    show();
    addEventListener("hashchange", show);
    return () => removeEventListener("hashchange", show);
  }, [show]);

  return {
    number,
    go(sessionId) {
      const hash = hashOfSession(sessionId);
      // pushState raises no event: the page changes now, not a moment after the next key press.
      if (location.hash !== hash) history.pushState(null, "", hash);
      show();
    },
  };
}
