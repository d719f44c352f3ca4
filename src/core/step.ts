// What a lane of a conversation does next: a pure function of its first waiting row and the time.

/** The row at the front of a lane; rows behind it wait, so that order holds. */
export interface Head {
  id: number;
  /** Unix milliseconds before which it is not tried. */
  dueAt: number;
}

export type Step = { do: "work"; id: number } | { do: "sleep"; until: number } | { do: "rest" };

export function nextStep(head: Head | null, now: number): Step {
  if (head === null) return { do: "rest" };
  return head.dueAt <= now ? { do: "work", id: head.id } : { do: "sleep", until: head.dueAt };
}

/** When the alarm should ring for lanes with these first rows: the earliest time, or null when all rest. */
export function wakeAt(heads: (Head | null)[]): number | null {
  const times = heads.filter((head) => head !== null).map((head) => head.dueAt);
  return times.length === 0 ? null : Math.min(...times);
}
