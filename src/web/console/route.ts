// Which page an address names, and the address of a page.

export const PAGES = [
  "overview",
  "conversations",
  "deliveries",
  "alerts",
  "logs",
  "models",
  "knowledge",
  "files",
  "channels",
  "backups",
  "settings",
] as const;

/** A page of the rail. One thing of its list has a page of its own, which stands under it; `missing` stands under none. */
export type RailPage = (typeof PAGES)[number];
export type PageName = RailPage | keyof typeof LIST_OF | "missing";

export interface Route {
  page: PageName;
  /** Of a conversation its session, of a document its id, of a model file its name. */
  id: string | null;
}

const ROOT = "/admin";

/** The list that the page of one thing stands under. */
const LIST_OF = {
  conversation: "conversations",
  document: "knowledge",
  model: "models",
} as const satisfies Record<string, RailPage>;

/** In place of an id: one that is still to be written. No document and no model file can be called so. */
export const NEW = "+";

export function addressOf(page: RailPage, query: Record<string, string> = {}): string {
  const path = page === "overview" ? ROOT : `${ROOT}/${page}`;
  const search = new URLSearchParams(query);
  return search.size === 0 ? path : `${path}?${search}`;
}

export function addressOfOne(page: keyof typeof LIST_OF, id: string): string {
  return `${ROOT}/${LIST_OF[page]}/${encodeURIComponent(id)}`;
}

const ONES = ["conversation", "document", "model"] as const;

function isOne(page: PageName): page is (typeof ONES)[number] {
  return ONES.some((one) => one === page);
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
  const one = ONES.find((known) => LIST_OF[known] === page);
  return one !== undefined && name !== null ? { page: one, id: name } : missing;
}

/** Which line of the rail is the current one. */
export function railPageOf({ page }: Route): RailPage | null {
  if (page === "missing") return null;
  return isOne(page) ? LIST_OF[page] : page;
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
