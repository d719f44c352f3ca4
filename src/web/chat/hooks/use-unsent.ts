// Messages of other conversations that wait for a connection: listed, and sent whenever there may be one.
import { useEffect, useRef } from "preact/hooks";
import { sendUnsent } from "../courier.ts";
import { provisionalId, type UnsentMessage } from "../outbox.ts";
import type { Services } from "../services.ts";
import type { SessionList } from "./use-sessions.ts";

/** Between two rounds as long as something is left. Milliseconds. */
const firstPause = 5000;
const longestPause = 60_000;

function titleOf(message: UnsentMessage): string {
  return message.text.trim().split("\n", 1)[0] ?? "";
}

export function useUnsent({ api, chat, outbox, tabs }: Services, touch: SessionList["touch"]): void {
  const latest = useRef(touch);
  latest.current = touch;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause = firstPause;
    let rounds = Promise.resolve();

    async function round(): Promise<void> {
      clearTimeout(timer);
      const left = await sendUnsent({
        api,
        outbox,
        isOpen: (conversation) => conversation === chat.conversation,
        onSent(message, sessionId) {
          latest.current(sessionId, titleOf(message));
          tabs.tell({ type: "turn", sessionId });
        },
      });
      pause = left ? Math.min(pause * 2, longestPause) : firstPause;
      // Without anything left the next look is for what another window or conversation left behind.
      timer = setTimeout(soon, left ? pause : longestPause);
    }
    // One round at a time: two would send the same.
    function soon(): void {
      rounds = rounds.then(round).catch(() => undefined);
    }
    async function listUnborn(): Promise<void> {
      for (const message of await outbox.list())
        if (message.conversation === provisionalId(message.id))
          latest.current(message.conversation, titleOf(message));
    }

    void listUnborn();
    soon();
    addEventListener("online", soon);
    addEventListener("focus", soon);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", soon);
      removeEventListener("focus", soon);
    };
  }, [api, chat, outbox, tabs]);
}
