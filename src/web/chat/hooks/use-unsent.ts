// Messages of other conversations that wait for a connection: listed, and sent whenever there may be one.
import { useEffect, useRef } from "preact/hooks";
import { createLazy } from "../lazy.ts";
import { isProvisional, type UnsentMessage } from "../outbox.ts";
import type { Services } from "../services.ts";
import type { SessionList } from "./use-sessions.ts";

/** Most pages never need it: hardly a message has to wait. */
const courier = createLazy(() => import("../courier.ts"));

/** Between two rounds as long as something is left. Milliseconds. */
const firstPause = 5000;
const longestPause = 60_000;

function titleOf(message: UnsentMessage): string {
  return message.text.trim().split("\n", 1)[0] ?? "";
}

/** `viewNumber` counts what was shown: what was being sent in a conversation that was left goes out from here. */
export function useUnsent(
  { api, chat, outbox, tabs }: Services,
  list: Pick<SessionList, "touch" | "drop">,
  viewNumber: number,
): void {
  const latest = useRef(list);
  latest.current = list;
  const look = useRef<() => void>(() => undefined);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause = firstPause;
    let rounds = Promise.resolve();

    function onSent(message: UnsentMessage, sessionId: string): void {
      const { conversation } = message;
      if (isProvisional(conversation)) latest.current.drop(conversation);
      latest.current.touch(sessionId, titleOf(message));
      tabs.tell({ type: "turn", sessionId, was: conversation });
    }
    const isOpen = (conversation: string) => conversation === chat.conversation;
    /** Tells whether something is left; all is where the part that sends could not be loaded. */
    function send(): Promise<boolean> {
      return courier.fetch().then(
        ({ sendUnsent }) => sendUnsent({ api, outbox, isOpen, onSent }),
        () => true,
      );
    }
    async function round(): Promise<void> {
      clearTimeout(timer);
      const left = (await outbox.list()).length > 0 && (await send());
      pause = left ? Math.min(pause * 2, longestPause) : firstPause;
      // Without anything left the next look is for what another window or conversation left behind.
      timer = setTimeout(soon, left ? pause : longestPause);
    }
    // One round at a time: two would send the same.
    function soon(): void {
      rounds = rounds.then(round).catch(() => undefined);
    }
    /** Each under the first of its messages that is left. */
    async function listUnborn(): Promise<void> {
      const listed = new Set<string>();
      for (const message of await outbox.list()) {
        const { conversation } = message;
        if (!isProvisional(conversation) || listed.has(conversation)) continue;
        listed.add(conversation);
        latest.current.touch(conversation, titleOf(message));
      }
    }

    look.current = () => {
      void listUnborn();
      soon();
    };
    addEventListener("online", soon);
    addEventListener("focus", soon);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", soon);
      removeEventListener("focus", soon);
    };
  }, [api, chat, outbox, tabs]);

  useEffect(() => look.current(), [viewNumber]);
}
