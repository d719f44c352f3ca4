// The list of conversations: the first page by search words, more on demand, anew when something changed.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { SessionSummary } from "../../../core/wire.ts";
import type { Api } from "../api.ts";

/** Typing goes on for about this long between two letters. Milliseconds. */
const typingPause = 200;

export interface SessionList {
  sessions: readonly SessionSummary[];
  phase: "loading" | "ready" | "failed";
  hasMore: boolean;
  query: string;
  search(query: string): void;
  loadMore(): void;
  refresh(): void;
  /** Takes one off the list at once. */
  drop(sessionId: string): void;
}

interface Listing {
  sessions: readonly SessionSummary[];
  cursor: string | null;
  phase: SessionList["phase"];
}

function joined(before: readonly SessionSummary[], next: readonly SessionSummary[]): SessionSummary[] {
  const known = new Set(before.map((session) => session.session_id));
  return [...before, ...next.filter((session) => !known.has(session.session_id))];
}

/** `given` is the count of access keys: a new one loads the list anew. */
export function useSessions(api: Api, given: number): SessionList {
  const [listing, setListing] = useState<Listing>({ sessions: [], cursor: null, phase: "loading" });
  const [query, setQuery] = useState("");
  const [round, setRound] = useState(0);
  const asking = useRef(new AbortController());

  const load = useCallback(
    async (words: string, cursor: string | null) => {
      asking.current.abort();
      asking.current = new AbortController();
      const { signal } = asking.current;
      try {
        const page = await api.sessions(words, cursor, signal);
        if (signal.aborted) return;
        setListing((before) => ({
          sessions: joined(cursor === null ? [] : before.sessions, page.sessions),
          cursor: page.next_cursor,
          phase: "ready",
        }));
      } catch {
        if (!signal.aborted) setListing((before) => ({ ...before, phase: "failed" }));
      }
    },
    [api],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(query.trim(), null), query === "" ? 0 : typingPause);
    return () => clearTimeout(timer);
  }, [load, query, round, given]);

  return {
    sessions: listing.sessions,
    phase: listing.phase,
    hasMore: listing.cursor !== null,
    query,
    search: setQuery,
    loadMore: () => void load(query.trim(), listing.cursor),
    refresh: useCallback(() => setRound((count) => count + 1), []),
    drop: (sessionId) =>
      setListing((before) => ({
        ...before,
        sessions: before.sessions.filter((session) => session.session_id !== sessionId),
      })),
  };
}
