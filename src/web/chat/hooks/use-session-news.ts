// The list follows the conversations: of this page, and of the other windows of this browser.
import { useEffect, useRef } from "preact/hooks";
import { isProvisional } from "../outbox.ts";
import { hashOfSession, sessionOfHash } from "../route.ts";
import type { Services } from "../services.ts";
import { firstLine } from "../state.ts";
import type { SessionList } from "./use-sessions.ts";

/** Nothing of who this browser was stays in view, nor is it sent. */
function startAnew(): void {
  history.replaceState(null, "", hashOfSession(null));
  location.reload();
}

/** A new one gets its address, and each answer moves its line to the top. */
export function useSessionNews({ chat, tabs }: Services, list: SessionList): void {
  const latest = useRef(list);
  latest.current = list;

  useEffect(
    () =>
      chat.onSession((sessionId, change) => {
        const before = sessionOfHash(location.hash);
        if (before !== null && change === "began" && isProvisional(before)) latest.current.drop(before);
        if (change !== "answered") history.replaceState(null, "", hashOfSession(sessionId));
        latest.current.touch(sessionId, firstLine(chat.store.read()));
        if (change === "answered") tabs.tell({ type: "turn", sessionId });
      }),
    [chat, tabs],
  );

  useEffect(
    () =>
      tabs.onNews((news) => {
        if (news.type === "joined") return startAnew();
        if (news.type === "changed") return latest.current.change(news.sessionId, news.change);
        if (news.type === "withdrawn") return chat.forgetUnsent(news.messageId);
        if (news.was !== undefined && isProvisional(news.was)) latest.current.drop(news.was);
        latest.current.touch(news.sessionId, null);
        if (news.sessionId === chat.store.read().sessionId) void chat.catchUp();
      }),
    [chat, tabs],
  );
}
