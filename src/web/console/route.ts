// Which page an address names, and the address of a page.

export const PAGES = [
  "overview",
  "conversations",
  "deliveries",
  "alerts",
  "logs",
  "files",
  "channels",
  "backups",
  "settings",
] as const;

/** A page of the rail; `conversation` stands under `conversations`, `missing` under none. */
export type RailPage = (typeof PAGES)[number];
export type PageName = RailPage | "conversation" | "missing";

export interface Route {
  page: PageName;
  /** Of a conversation: its session. */
  id: string | null;
}

const ROOT = "/admin";

export function addressOf(page: RailPage, query: Record<string, string> = {}): string {
  const path = page === "overview" ? ROOT : `${ROOT}/${page}`;
  const search = new URLSearchParams(query);
  return search.size === 0 ? path : `${path}?${search}`;
}

export function conversationAddress(sessionId: string): string {
  return `${ROOT}/conversations/${encodeURIComponent(sessionId)}`;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

export function routeOf(path: string): Route {
  const [root = "", page = "overview", id, ...more] = path.replace(/^\/|\/$/g, "").split("/");
  const missing: Route = { page: "missing", id: null };
  if (root !== "admin" || more.length > 0) return missing;
  if (id === undefined) return { page: PAGES.find((name) => name === page) ?? "missing", id: null };
  const name = decoded(id);
  return page === "conversations" && name !== null ? { page: "conversation", id: name } : missing;
}

/** Which line of the rail is the current one. */
export function railPageOf({ page }: Route): RailPage | null {
  if (page === "missing") return null;
  return page === "conversation" ? "conversations" : page;
}

/** A query with some of its values changed; empty ones are left out. */
export function withChanges(query: URLSearchParams, changes: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  return next;
}
