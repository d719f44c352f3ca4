// A list of the server: its first page by key, more on demand.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Refusal } from "../../common/refusal.ts";
import { refusalOf } from "../http.ts";
import type { Page } from "../wire.ts";
import { useLatest } from "./use-latest.ts";

export interface List<Row> {
  /** Null before the first answer. */
  rows: readonly Row[] | null;
  refusal: Refusal | null;
  loading: boolean;
  hasMore: boolean;
  more(): void;
  reload(): void;
  change(change: (rows: readonly Row[]) => readonly Row[]): void;
}

interface Listing<Row> {
  rows: readonly Row[] | null;
  cursor: string | null;
}

type LoadPage<Row> = (cursor: string | null, signal: AbortSignal) => Promise<Page<Row>>;

export function useList<Row>(key: string, load: LoadPage<Row>): List<Row> {
  const [listing, setListing] = useState<Listing<Row>>({ rows: null, cursor: null });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const latest = useLatest(load);
  const asking = useRef(new AbortController());

  function ask(cursor: string | null): void {
    asking.current.abort();
    asking.current = new AbortController();
    const { signal } = asking.current;
    setLoading(true);
    latest.current(cursor, signal).then(
      (page) => {
        if (signal.aborted) return;
        setListing(({ rows }) => ({
          rows: cursor === null ? page.data : [...(rows ?? []), ...page.data],
          cursor: page.next_cursor,
        }));
        setRefusal(null);
        setLoading(false);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setRefusal(refusalOf(error));
        setLoading(false);
      },
    );
  }

  useEffect(() => {
    ask(null);
    return () => asking.current.abort();
  }, [key, round]);

  return {
    rows: listing.rows,
    refusal,
    loading,
    hasMore: listing.cursor !== null,
    more: () => ask(listing.cursor),
    reload: () => setRound((count) => count + 1),
    change: (change) =>
      setListing(({ rows, cursor }) => ({ rows: rows === null ? null : change(rows), cursor })),
  };
}
