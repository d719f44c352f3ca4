// Reads a whole conversation and hands it to the browser as a file.
import type { HistoryMessage, SessionSummary } from "../../../core/wire.ts";
import { type Api, expectShape, pathOf, queryOf } from "../api.ts";
import { isHistoryPage } from "../wire-check.ts";
import { type Format, fileNameOf, fileOf, writeFile } from "./conversation-file.ts";

/** As many as the server gives at once. */
const pageSize = "200";

const kindOf: Record<Format, string> = { markdown: "text/markdown", json: "application/json" };

export async function readWhole(
  api: Api,
  sessionId: string,
  onRead: (count: number) => void,
): Promise<HistoryMessage[]> {
  let messages: HistoryMessage[] = [];
  let cursor: string | null = null;
  do {
    const path: string = pathOf(sessionId, queryOf({ cursor, limit: pageSize }));
    const page = await expectShape(await api.call(path), isHistoryPage);
    messages = [...page.messages, ...messages];
    cursor = page.next_cursor;
    if (cursor !== null) onRead(messages.length);
  } while (cursor !== null);
  return messages;
}

function download(text: string, name: string, kind: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export interface ExportOrder {
  session: SessionSummary;
  format: Format;
  title: string;
  names: { user: string; assistant: string };
  onRead(count: number): void;
}

export async function exportConversation(api: Api, order: ExportOrder): Promise<void> {
  const { session, format, title } = order;
  const messages = await readWhole(api, session.session_id, order.onRead);
  const text = writeFile(fileOf(title, messages), format, order.names);
  download(text, fileNameOf(title, format), kindOf[format]);
}
