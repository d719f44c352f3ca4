// A component that shows a store's state and is drawn again when it changes.
import { useEffect, useState } from "preact/hooks";
import type { Store } from "../store.ts";

export function useStore<State, Action>(store: Store<State, Action>): State {
  const [state, setState] = useState(store.read);
  useEffect(() => {
    // What changed between drawing and listening must not be missed.
    setState(store.read());
    return store.subscribe(() => setState(store.read()));
  }, [store]);
  return state;
}
