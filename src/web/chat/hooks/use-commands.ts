// What each shortcut does on the chat page.
import { copyText } from "../../common/clipboard.ts";
import type { Drawer } from "../../common/hooks/use-drawer.ts";
import type { Chat } from "../chat.ts";
import type { Command } from "../shortcuts.ts";
import type { SessionList } from "./use-sessions.ts";
import { useShortcuts } from "./use-shortcuts.ts";

interface Places {
  chat: Chat;
  list: SessionList;
  drawer: Drawer;
  go(sessionId: string | null): void;
  showLegend(): void;
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** The drawer takes the focus when it has opened; the search takes it after that. */
function goToSearch(drawer: Drawer): void {
  if (drawer.away) drawer.show();
  focus(".search input");
  setTimeout(() => focus(".search input"), 100);
}

function copyLast(chat: Chat): void {
  const answer = chat.store.read().messages.findLast(({ role }) => role === "assistant");
  if (answer !== undefined && answer.text !== "") void copyText(answer.text);
}

function step({ chat, list, go }: Places, by: 1 | -1): void {
  const at = list.sessions.findIndex(({ session_id }) => session_id === chat.conversation);
  // From a new conversation both directions lead to the newest one.
  const next = list.sessions[at < 0 ? 0 : at + by];
  if (next !== undefined) go(next.session_id);
}

export function useCommands(places: Places): void {
  const { chat, drawer, go, showLegend } = places;
  const commands: Partial<Record<Command, () => void>> = {
    new: () => go(null),
    search: () => goToSearch(drawer),
    field: () => focus(".composer .message-field"),
    copy: () => copyLast(chat),
    next: () => step(places, 1),
    previous: () => step(places, -1),
    legend: showLegend,
  };
  useShortcuts((command) => commands[command]?.());
}
