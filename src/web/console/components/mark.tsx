// A state by its shape and its word; the colour only repeats them.
import type { ComponentChildren } from "preact";

const SHAPES = {
  good: "M4 8.5l2.7 2.700L12 5.5",
  warn: "M8 2.500L14 13H2zM8 6.500v3M8 11.300v.1",
  bad: "M4.5 4.500l7 7M11.5 4.500l-7 7",
  busy: "M8 2.500a5.5 5.5 0 1 1-5.5 5.500M8 5v3l2 1.5",
  off: "M8 2.500a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11",
  info: "M4.5 8h7",
} as const;

export type MarkKind = keyof typeof SHAPES;

export function Mark({ kind, children }: { kind: MarkKind; children: ComponentChildren }) {
  return (
    <span class="mark" data-kind={kind}>
      <svg class="mark-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={SHAPES[kind]} />
      </svg>
      <span>{children}</span>
    </span>
  );
}
