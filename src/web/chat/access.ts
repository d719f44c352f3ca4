// The access key, where the server asks for one.

import { readStored, writeStored } from "../common/stored.ts";
import { createStore, type Store } from "./store.ts";

interface AccessState {
  key: string | null;
  /** The server asked for a key, or refused the one that it got. */
  asked: boolean;
  /** Counts the keys given: what failed without one is loaded again when it changes. */
  given: number;
}

type AccessAction = { type: "asked" } | { type: "given"; key: string } | { type: "forgotten" };

export type Access = Store<AccessState, AccessAction>;

function reduceAccess(state: AccessState, action: AccessAction): AccessState {
  switch (action.type) {
    case "asked":
      return state.asked ? state : { ...state, asked: true };
    case "given":
      return { key: action.key, asked: false, given: state.given + 1 };
    case "forgotten":
      return { ...state, key: null, given: state.given + 1 };
  }
}

export function createAccess(): Access {
  const access = createStore(reduceAccess, { key: readStored("key"), asked: false, given: 0 });
  access.subscribe(() => writeStored("key", access.read().key ?? ""));
  return access;
}
