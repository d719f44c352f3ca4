// A field that is a switch, a list of names, or not there at all.

/** Undefined: nothing is said; a list: these. */
export type Some = boolean | string[] | undefined;

export const KINDS = ["absent", "all", "none", "some"] as const;
export type Kind = (typeof KINDS)[number];

/** The words of the choices, in their order; one that is left out cannot be chosen. */
export interface SomeChoices {
  absent?: string;
  all?: string;
  none?: string;
  some: string;
}

function kindOf(value: Some): Kind {
  if (value === undefined) return "absent";
  if (Array.isArray(value)) return "some";
  return value ? "all" : "none";
}

/** The choice that a value stands for, where only some can be chosen: to say nothing means all. */
export function kindShown(value: Some, choices: SomeChoices): Kind {
  const kind = kindOf(value);
  if (choices[kind] !== undefined) return kind;
  return value === undefined ? "all" : "absent";
}

/** `chosen`: the names that a list keeps. */
export function valueFor(kind: Kind, chosen: string[]): Some {
  return { absent: undefined, all: true, none: false, some: chosen }[kind];
}

export interface Option {
  value: string;
  label: string;
}

/** What can be chosen among; of those that are chosen already none is lost. */
export function optionsWith(options: readonly Option[], chosen: readonly string[]): Option[] {
  const known = new Set(options.map(({ value }) => value));
  const others = chosen.filter((name) => !known.has(name)).map((name) => ({ value: name, label: name }));
  return [...options, ...others];
}
