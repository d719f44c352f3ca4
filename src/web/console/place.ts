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

/** A plain click on a link to a page of the console changes the page without loading it anew. */
export function useLinks(): void {
  useEffect(() => {
    const click = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link === null || link.target !== "" || link.hasAttribute("download")) return;
      if (link.origin !== location.origin || !/^\/admin(\/|$)/.test(link.pathname)) return;
      // To a place within this page: the browser goes there, and takes the focus along.
      const { pathname, search, hash } = link;
      if (hash !== "" && pathname + search === location.pathname + location.search) return;
      event.preventDefault();
      go(pathname + search);
    };
    addEventListener("click", click);
    return () => removeEventListener("click", click);
  }, []);
}
