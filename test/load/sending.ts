// What every sender shares: the program's address, the book, and how long one goes on trying.

import type { Chat } from "./chats.ts";
import type { Entry, Ledger } from "./ledger.ts";
import type { Traits } from "./schedule.ts";

export interface Sending {
  /** Where the program is, dead or alive. */
  url: string;
  dingtalkUrl: string;
  ledger: Ledger;
  /** After that nobody tries any more. */
  isOver: () => boolean;
}

export interface Job {
  entry: Entry;
  chat: Chat;
  traits: Traits;
}

export const API_KEYS = ["load-key-0123456789", "load-key-1234567890", "load-key-2345678901"];
export const ADMIN_TOKEN = "load-admin-token-0123456789";
export const SIGNED_SECRET = "load-signed-secret-0123456789";

/** Between two tries of one who was not heard. */
const RETRY_MS = 400;

export function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Until a try says that it is done; each that fails stands in the book already. */
export async function untilDone({ isOver }: Sending, attempt: () => Promise<boolean>): Promise<boolean> {
  for (;;) {
    if (await attempt()) return true;
    if (isOver()) return false;
    await rest(RETRY_MS);
  }
}

/** What a broken connection says. */
export function wordsOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? `${String(error.code)} ` : "";
  return `${code}${error instanceof Error ? error.message : String(error)}`;
}
