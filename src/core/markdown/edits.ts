// Changes to a text, collected in any order and applied at once.

export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Applies edits that don't overlap; one inside another gives way to it. What stands between them goes through `between`. */
export function applyEdits(
  text: string,
  edits: Edit[],
  between: (part: string) => string = (part) => part,
): string {
  let changed = "";
  let at = 0;
  for (const edit of edits.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    if (edit.start < at) continue;
    changed += between(text.slice(at, edit.start)) + edit.text;
    at = edit.end;
  }
  return changed + between(text.slice(at));
}
