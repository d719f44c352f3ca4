// Keeps the end of a growing text in view while the reader is there, and leaves the reader alone elsewhere.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Coming this near to the end, in pixels, means to follow again. */
const nearEnd = 32;

export interface Follow {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** The end is out of view. */
  away: boolean;
  jump(): void;
  /** Leaves the reader where he is, even at the end. */
  hold(): void;
  /** Tells whether the end is out of view now. */
  onScroll(): boolean;
}

function distanceToEnd(box: HTMLElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight;
}

interface Place {
  following: boolean;
  top: number;
  height: number;
}

/** Scrolling up leaves the end, coming back to it follows again; growth alone changes nothing. */
function placeAfterScroll(before: Place, box: HTMLElement): Place {
  const distance = distanceToEnd(box);
  const movedUp = box.scrollTop < before.top - 1;
  const following = movedUp ? distance < 2 : before.following || distance < nearEnd;
  return { following, top: box.scrollTop, height: box.scrollHeight };
}

/**
 * `firstKey` names the first message: when it changes, older ones were put in front of the reader's place.
 * `arrivalKey` is another one whenever the reader is to be led to the end.
 */
export function useFollow(firstKey: string | null, arrivalKey: string): Follow {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ following: true, top: 0, height: 0 });
  const [away, setAway] = useState(false);

  function settle(): void {
    if (box.current === null) return;
    if (place.current.following) box.current.scrollTop = box.current.scrollHeight;
    place.current.top = box.current.scrollTop;
    place.current.height = box.current.scrollHeight;
    setAway(distanceToEnd(box.current) > nearEnd);
  }

  useLayoutEffect(() => {
    const { following, height } = place.current;
    if (box.current !== null && !following && height > 0) {
      box.current.scrollTop += box.current.scrollHeight - height;
    }
    settle();
  }, [firstKey]);

  useLayoutEffect(() => {
    place.current.following = true;
    settle();
  }, [arrivalKey]);

  useEffect(() => {
    const observer = new ResizeObserver(settle);
    for (const element of [box.current, content.current]) if (element !== null) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return {
    box,
    content,
    away,
    jump() {
      place.current.following = true;
      settle();
    },
    hold() {
      place.current.following = false;
    },
    onScroll() {
      if (box.current === null) return false;
      place.current = placeAfterScroll(place.current, box.current);
      const out = distanceToEnd(box.current) > nearEnd;
      setAway(out);
      return out;
    },
  };
}
