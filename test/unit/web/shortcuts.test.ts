// The shortcuts: which press does what, and that the legend says so.
import { expect, test } from "vitest";
import { commandOf, keysOf, type Press, shortcuts } from "../../../src/web/chat/shortcuts.ts";

const press = (changes: Partial<Press>): Press => ({
  key: "",
  code: "",
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...changes,
});

test("a press means one command, on either kind of keyboard, and none with keys too many", () => {
  expect(commandOf(press({ key: "k", ctrlKey: true }), true)).toBe("search");
  expect(commandOf(press({ key: "K", metaKey: true }), true)).toBe("search");
  expect(commandOf(press({ key: "k", ctrlKey: true, metaKey: true }), true)).toBeNull();
  expect(commandOf(press({ key: "K", ctrlKey: true, shiftKey: true }), true)).toBeNull();
  expect(commandOf(press({ key: "˜", code: "KeyN", altKey: true, shiftKey: true }), true)).toBe("new");
  expect(commandOf(press({ key: "n", code: "KeyN", altKey: true }), true)).toBeNull();
  expect(commandOf(press({ key: "/", ctrlKey: true, shiftKey: true }), true)).toBe("legend");
  expect(commandOf(press({ key: "n" }), false)).toBeNull();
});

test("a question mark is text while one writes, and opens the legend else", () => {
  expect(commandOf(press({ key: "?", shiftKey: true }), true)).toBeNull();
  expect(commandOf(press({ key: "?", shiftKey: true }), false)).toBe("legend");
});

test("the legend names the keys as they are printed", () => {
  const keys = (mac: boolean) => shortcuts.map((shortcut) => keysOf(shortcut, mac).join(" "));
  expect(keys(false)).toEqual(
    "Alt Shift N|Ctrl K|Alt Shift M|Esc|Alt Shift C|↑|Alt Shift J|Alt Shift K|Ctrl /|?".split("|"),
  );
  expect(keys(true).slice(0, 2)).toEqual(["⌥ ⇧ N", "⌘ K"]);
});
