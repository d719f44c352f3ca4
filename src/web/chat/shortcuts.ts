// The page's shortcuts: one table, by which they work and from which their legend is drawn.

export type Command = "new" | "search" | "field" | "stop" | "copy" | "edit" | "next" | "previous" | "legend";

/** Keys beside Alt + Shift are named by their place: with Alt a Mac's keyboard writes other characters. */
interface Shortcut {
  command: Command;
  /** Ctrl, or Command on a Mac. */
  control?: true;
  altShift?: true;
  code?: string;
  key?: string;
  /** Only while one writes nothing. */
  idle?: true;
  /** The part of the page that has the key knows when it holds. */
  elsewhere?: true;
}

export const shortcuts: readonly Shortcut[] = [
  { command: "new", altShift: true, code: "KeyN" },
  { command: "search", control: true, key: "k" },
  { command: "field", altShift: true, code: "KeyM" },
  { command: "stop", key: "Escape", elsewhere: true },
  { command: "copy", altShift: true, code: "KeyC" },
  { command: "edit", key: "ArrowUp", elsewhere: true },
  { command: "next", altShift: true, code: "KeyJ" },
  { command: "previous", altShift: true, code: "KeyK" },
  { command: "legend", control: true, key: "/" },
  { command: "legend", key: "?", idle: true },
];

export interface Press {
  key: string;
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

function matches(shortcut: Shortcut, press: Press, writing: boolean): boolean {
  if (shortcut.elsewhere || (shortcut.idle && writing)) return false;
  const control = press.ctrlKey !== press.metaKey;
  if (control !== (shortcut.control === true) || (press.ctrlKey && press.metaKey)) return false;
  if (press.altKey !== (shortcut.altShift === true)) return false;
  if (shortcut.altShift) return press.shiftKey && press.code === shortcut.code;
  // Some keyboards need Shift for a slash or a question mark.
  return press.key.toLowerCase() === shortcut.key && (!press.shiftKey || !/^[a-z]$/.test(shortcut.key));
}

export function commandOf(press: Press, writing: boolean): Command | null {
  return shortcuts.find((shortcut) => matches(shortcut, press, writing))?.command ?? null;
}

/** The keys as they are printed on the keyboard. */
export function keysOf(shortcut: Shortcut, mac: boolean): string[] {
  const names: Record<string, string> = { Escape: "Esc", ArrowUp: "↑" };
  const key =
    shortcut.code?.replace("Key", "") ?? names[shortcut.key ?? ""] ?? (shortcut.key ?? "").toUpperCase();
  const control = mac ? "⌘" : "Ctrl";
  const alt = mac ? ["⌥", "⇧"] : ["Alt", "Shift"];
  return [...(shortcut.control ? [control] : []), ...(shortcut.altShift ? alt : []), key];
}
