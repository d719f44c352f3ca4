// The list of conversations: the first page by search words, more on demand, anew when something changed.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { SessionChange, SessionSummary } from "../../../core/wire.ts";
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
  /** A conversation began or got an answer: it goes to the top. Without a title, one that is not known here is looked up. */
  touch(sessionId: string, title: string | null): void;
  /** Of those that were listed once, whatever is searched for now. */
  find(sessionId: string | null): SessionSummary | null;
  /** Shows another title, or another place, at once. */
  change(sessionId: string, change: SessionChange): void;
  /** Takes one off the list: it has another name now. */
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

const isSession = (sessionId: string) => (session: SessionSummary) => session.session_id === sessionId;

function pinnedFirst(sessions: readonly SessionSummary[]): SessionSummary[] {
  return [...sessions.filter(({ pinned }) => pinned), ...sessions.filter(({ pinned }) => !pinned)];
}

const nothing: Listing = { sessions: [], cursor: null, phase: "loading" };

/** What the server lists. A newer question to it makes the answer to an older one worthless. */
function useListing(api: Api) {
  const [listing, setListing] = useState(nothing);
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

  return { listing, setListing, load };
}

/** `given` is the count of access keys: a new one loads the list anew, and shows nothing of the one before. */
export function useSessions(api: Api, given: number): SessionList {
  const { listing, setListing, load } = useListing(api);
  // The server lists a conversation a moment after its answer; what this page saw itself need not wait for that.
  const [touched, setTouched] = useState<readonly SessionSummary[]>([]);
  const [query, setQuery] = useState("");
  const [round, setRound] = useState(0);

  useLayoutEffect(() => {
    setListing(nothing);
    setTouched([]);
    known.current.clear();
  }, [given]);

  useEffect(() => {
    const timer = setTimeout(() => void load(query.trim(), null), query === "" ? 0 : typingPause);
    return () => clearTimeout(timer);
  }, [load, query, round, given]);

  const known = useRef(new Map<string, SessionSummary>());
  for (const session of [...listing.sessions, ...touched]) known.current.set(session.session_id, session);

  const refresh = useCallback(() => setRound((count) => count + 1), []);
  const found = query.trim() === "" ? joined(touched, listing.sessions) : listing.sessions;
  const sessions = pinnedFirst(found);

  function touch(sessionId: string, title: string | null): void {
    const before = known.current.get(sessionId);
    const name = before?.title ?? title;
    if (name === null) {
      refresh();
      return;
    }
    const news = { session_id: sessionId, title: name, pinned: before?.pinned ?? false };
    setTouched((others) => joined([{ ...news, updated_at: new Date().toISOString() }], others));
  }

  function alter(altered: (list: readonly SessionSummary[]) => readonly SessionSummary[]): void {
    setTouched(altered);
    setListing((before) => ({ ...before, sessions: altered(before.sessions) }));
  }

  return {
    sessions,
    phase: listing.phase,
    hasMore: listing.cursor !== null,
    query,
    search: setQuery,
    loadMore: () => void load(query.trim(), listing.cursor),
    refresh,
    touch,
    find: (sessionId) => known.current.get(sessionId ?? "") ?? null,
    change(sessionId, change) {
      const before = known.current.get(sessionId);
      if (before !== undefined) known.current.set(sessionId, { ...before, ...change });
      alter((list) => list.map((one) => (isSession(sessionId)(one) ? { ...one, ...change } : one)));
    },
    drop: (sessionId) => alter((list) => list.filter((one) => !isSession(sessionId)(one))),
  };
}
