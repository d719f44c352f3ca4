// A part of the page that is fetched when it is first needed.
import { useEffect, useState } from "preact/hooks";

export interface Lazy<Part> {
  /** What was fetched, or null as long as it was not. */
  read(): Part | null;
  fetch(): Promise<Part>;
}

export function createLazy<Part>(load: () => Promise<Part>): Lazy<Part> {
  let fetched: Part | null = null;
  let fetching: Promise<Part> | null = null;
  return {
    read: () => fetched,
    async fetch() {
      fetching ??= load();
      try {
        fetched = await fetching;
        return fetched;
      } catch (error) {
        // Whoever needs it next tries again.
        fetching = null;
        throw error;
      }
    },
  };
}

/** The part once it is there. Where it cannot be fetched the caller does without it. */
export function useLazy<Part>(lazy: Lazy<Part>, wanted = true): Part | null {
  const [part, setPart] = useState(lazy.read);
  useEffect(() => {
    if (wanted && part === null)
      lazy.fetch().then(
        (found) => setPart(() => found),
        () => undefined,
      );
  }, [lazy, wanted, part]);
  return part;
}
