// What a page shows of its conversation when it is opened again: every answer once, in its place, as it was read.
import { isRecord } from "../../src/core/json.ts";
import type { Chat } from "./chats.ts";
import type { Entry } from "./ledger.ts";
import { readJson } from "./reads.ts";

export interface Line {
  message_id: string;
  role: string;
  content: string;
  status: string;
}

export async function checkHistories(
  url: string,
  chats: readonly Chat[],
  entries: Iterable<Entry>,
): Promise<string[]> {
  const byChat = Map.groupBy(entries, ({ message }) => message.chat);
  const flaws: string[] = [];
  for (const { kind, name, session, cookie } of chats) {
    if (kind !== "web" || session === null || cookie === null) continue;
    flaws.push(...historyFlaws(await readHistory(url, session, cookie), byChat.get(name) ?? []));
  }
  return flaws;
}

/** Pure. Entries in the order in which they were asked. */
export function historyFlaws(lines: Line[], entries: Entry[]): string[] {
  const answers = lines.filter(({ role }) => role === "assistant");
  const places = new Map(entries.map(({ message }) => [message.id, message.position]));
  const flaws: string[] = [];
  let last = -1;
  for (const { message_id } of answers) {
    const place = places.get(message_id) ?? -1;
    if (place < last) flaws.push(`${message_id} out of its place`);
    last = place;
  }
  for (const { message, end } of entries) {
    const shown = answers.filter(({ message_id }) => message_id === message.id);
    if (shown.length > 1) flaws.push(`${message.id} ${shown.length} times`);
    const isRight = end !== "answered" || shown.some(({ content }) => content === message.answer);
    if (!isRight) flaws.push(`${message.id} not as it was read: “${shown[0]?.content ?? "nothing"}”`);
  }
  return flaws;
}

export async function readHistory(url: string, session: string, cookie: string): Promise<Line[]> {
  const { messages } = await readJson(url, `/api/chat/${session}?limit=200`, { cookie });
  const lines = Array.isArray(messages) ? messages.filter(isRecord) : [];
  return lines.map(({ message_id, role, content, status }) => ({
    message_id: String(message_id),
    role: String(role),
    content: String(content),
    status: String(status),
  }));
}
