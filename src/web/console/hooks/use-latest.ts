// The newest value of something, for what runs later than it was drawn.
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";

export function useLatest<Value>(value: Value): RefObject<Value> & { current: Value } {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}
