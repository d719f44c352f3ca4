// Whether the operator is signed in. The session itself is a cookie that no script can read.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Refusal } from "../common/refusal.ts";
import type { Api } from "./api.ts";
import { refusalOf } from "./http.ts";

/** closed: no admin token is set on the server. failed: nothing is known, for want of an answer. */
export type SessionState =
  | { phase: "checking" }
  | { phase: "in"; expiresAt: string }
  | { phase: "out"; expired: boolean }
  | { phase: "closed" }
  | { phase: "failed"; refusal: Refusal };

export function stateOfRefusal(refusal: Refusal): SessionState {
  if (refusal.code === "not_configured") return { phase: "closed" };
  return refusal.status === 401 ? { phase: "out", expired: false } : { phase: "failed", refusal };
}

/** A call was refused for want of a session: only who was in is told that it ended. */
export function afterSignedOut(state: SessionState): SessionState {
  return state.phase === "in" ? { phase: "out", expired: true } : state;
}

export interface SessionControl {
  state: SessionState;
  check(): void;
  signedIn(expiresAt: string): void;
  signOut(): Promise<void>;
  ended(): void;
}

export function useSession(api: Api): SessionControl {
  const [state, setState] = useState<SessionState>({ phase: "checking" });
  const check = useCallback(() => {
    setState({ phase: "checking" });
    api.session().then(
      ({ expires_at }) => setState({ phase: "in", expiresAt: expires_at }),
      (error: unknown) => setState(stateOfRefusal(refusalOf(error))),
    );
  }, [api]);
  useEffect(check, [check]);
  return {
    state,
    check,
    signedIn: (expiresAt) => setState({ phase: "in", expiresAt }),
    async signOut() {
      await api.signOut();
      setState({ phase: "out", expired: false });
    },
    ended: useCallback(() => setState(afterSignedOut), []),
  };
}
