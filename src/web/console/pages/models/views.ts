// Which sides of a model file an address shows, and what fits beside each other.

export const MAIN = ["form", "json", "versions"] as const;
export const SIDE = ["preview", "trial"] as const;
export type MainView = (typeof MAIN)[number];
export type SideView = (typeof SIDE)[number];

export interface Views {
  /** Null: there is no room for it beside the other. */
  main: MainView | null;
  side: SideView | null;
  narrow: boolean;
}

/** `narrow`: one side at a time, named by `view` alone. */
export function viewsOf(query: URLSearchParams, narrow: boolean): Views {
  const view = query.get("view");
  const main = MAIN.find((name) => name === view) ?? "form";
  const chosen = SIDE.find((name) => name === (narrow ? view : query.get("side")));
  if (!narrow) return { main, side: chosen ?? "preview", narrow };
  return { main: chosen === undefined ? main : null, side: chosen ?? null, narrow };
}
