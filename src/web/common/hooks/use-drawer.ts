// The conversations as a drawer on a narrow page: whether it is open, and where the focus goes with it.
import type { RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useMedia } from "./use-media.ts";

/** Below this width the conversations are a drawer; the style sheets use the same number. */
const narrow = "(max-width: 799px)";

export interface Drawer {
  /** Open, and therefore over the page. */
  covers: boolean;
  /** Closed, and therefore out of reach. */
  away: boolean;
  /** The button that opens it takes the focus back. */
  opener: RefObject<HTMLButtonElement | null>;
  panel: RefObject<HTMLElement | null>;
  show(): void;
  close(): void;
}

export function useDrawer(): Drawer {
  const drawn = useMedia(narrow);
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLElement>(null);
  const covers = drawn && open;

  useEffect(() => {
    if (!covers) return;
    panel.current?.querySelector("button")?.focus();
    return () => opener.current?.focus();
  }, [covers]);

  return {
    covers,
    away: drawn && !open,
    opener,
    panel,
    show: () => setOpen(true),
    close: useCallback(() => setOpen(false), []),
  };
}
