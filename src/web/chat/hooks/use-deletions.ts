// The clock of the deletions, and what ends the time in which they can be taken back.
import { useEffect, useRef } from "preact/hooks";
import { readStored, writeStored } from "../../common/stored.ts";
import type { Api } from "../api.ts";
import { Deletions } from "../deletions.ts";
import { useStore } from "./use-store.ts";

const beat = 1_000;
const place = "deleted";

/** While `held` is true the time stands still: somebody is about to take them back. */
export function useDeletions(api: Api, held: boolean) {
  const made = useRef<Deletions | null>(null);
  made.current ??= new Deletions({
    forget: api.forget,
    now: Date.now,
    read: () => readStored(place),
    write: (value) => writeStored(place, value),
  });
  const deletions = made.current;
  const state = useStore(deletions.store);
  const waiting = state.hidden.size > 0;

  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => deletions.tick(beat, held), beat);
    return () => clearInterval(timer);
  }, [deletions, waiting, held]);

  useEffect(() => {
    const leave = () => deletions.finish(true);
    const look = () => deletions.look();
    addEventListener("pagehide", leave);
    addEventListener("storage", look);
    return () => {
      removeEventListener("pagehide", leave);
      removeEventListener("storage", look);
    };
  }, [deletions]);

  return { ...state, deletions };
}
