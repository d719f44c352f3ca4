// Where the console is: the address bar, read and written.
import { useEffect, useState } from "preact/hooks";
import { withChanges } from "./route.ts";

export interface Place {
  path: string;
  query: URLSearchParams;
}

const listeners = new Set<() => void>();

function read(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** `replace`: no step of its own for the Back button. */
export function go(address: string, replace = false): void {
  const before = location.pathname;
  if (replace) history.replaceState(null, "", address);
  else if (address !== location.pathname + location.search) history.pushState(null, "", address);
  if (location.pathname !== before) scrollTo(0, 0);
  for (const listener of listeners) listener();
}

export function usePlace(): Place {
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const update = () => setPlace(read());
    listeners.add(update);
    addEventListener("popstate", update);
    return () => {
      listeners.delete(update);
      removeEventListener("popstate", update);
    };
  }, []);
  return place;
}

/** Changes some filters of this page; a typed one replaces, so that Back leaves the page and not the letter. */
export function changeQuery(changes: Record<string, string | null>, replace = false): void {
  const next = withChanges(new URLSearchParams(location.search), changes);
  go(next.size === 0 ? location.pathname : `${location.pathname}?${next}`, replace);
}

/** The link to a page of the console that this click follows here; null: it does something else. */
function pageLinkOf(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download")) return null;
  if (link.origin !== location.origin || !/^\/admin(\/|$)/.test(link.pathname)) return null;
  // To a place within this page: the browser goes there, and takes the focus along.
  const isHere = link.pathname + link.search === location.pathname + location.search;
  return link.hash !== "" && isHere ? null : link;
}

/** A plain click on a link to a page of the console changes the page without loading it anew. */
export function useLinks(): void {
  useEffect(() => {
    const click = (event: MouseEvent) => {
      const link = pageLinkOf(event);
      if (link === null) return;
      event.preventDefault();
      go(link.pathname + link.search);
    };
    addEventListener("click", click);
    return () => removeEventListener("click", click);
  }, []);
}

/** Asks before a link, a reload or a closed tab ends what runs on this page; the Back button cannot be held. */
export function useLeaveGuard(on: boolean, question: string): void {
  useEffect(() => {
    if (!on) return;
    const unload = (event: BeforeUnloadEvent) => event.preventDefault();
    const click = (event: MouseEvent) => {
      const link = pageLinkOf(event);
      if (link === null || link.pathname === location.pathname) return;
      if (!confirm(question)) event.preventDefault();
    };
    addEventListener("beforeunload", unload);
    // In front of the listener that changes the page.
    addEventListener("click", click, true);
    return () => {
      removeEventListener("beforeunload", unload);
      removeEventListener("click", click, true);
    };
  }, [on, question]);
}
