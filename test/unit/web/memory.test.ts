// What the page remembers in the browser, and that it works where nothing can be remembered.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createAccess } from "../../../src/web/chat/access.ts";
import { initialLanguage, keepLanguage, tagOf } from "../../../src/web/common/language.ts";
import { readStored, writeStored } from "../../../src/web/common/stored.ts";
import { initialTheme, keepTheme } from "../../../src/web/common/theme.ts";

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  });
});
afterEach(() => vi.unstubAllGlobals());

function forbidStorage(): void {
  const refuse = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
}

describe("a stored value", () => {
  test("is read back, under a name of the page's own", () => {
    writeStored("draft.new", "你好");
    expect(readStored("draft.new")).toBe("你好");
    expect([...kept.keys()]).toEqual(["clawdbot.draft.new"]);
  });

  test("that is empty leaves nothing behind", () => {
    writeStored("draft.new", "a");
    writeStored("draft.new", "");
    expect(readStored("draft.new")).toBeNull();
    expect(kept.size).toBe(0);
  });

  test("is simply missing where storage is forbidden", () => {
    forbidStorage();
    expect(() => writeStored("key", "a")).not.toThrow();
    expect(readStored("key")).toBeNull();
  });

  test("is simply missing where there is no storage at all", () => {
    vi.stubGlobal("localStorage", undefined);
    expect(() => writeStored("key", "a")).not.toThrow();
    expect(readStored("key")).toBeNull();
  });
});

describe("the language", () => {
  test("is the browser's until the person chooses", () => {
    vi.stubGlobal("navigator", { languages: ["zh-Hant-TW", "en"] });
    expect(initialLanguage()).toBe("zh");
    keepLanguage("en");
    expect(initialLanguage()).toBe("en");
  });

  test("that was stored by somebody else's hand is not believed", () => {
    vi.stubGlobal("navigator", { languages: ["en-GB"] });
    writeStored("language", "<script>");
    expect(initialLanguage()).toBe("en");
  });

  test("is declared in full for Chinese: glyphs depend on it", () => {
    expect(tagOf).toEqual({ zh: "zh-CN", en: "en" });
  });
});

describe("the look", () => {
  test("is the system's until the person chooses, and may be given back", () => {
    expect(initialTheme()).toBe("system");
    keepTheme("dark");
    expect(initialTheme()).toBe("dark");
    keepTheme("system");
    expect(initialTheme()).toBe("system");
  });

  test("and the language are what the page around a frame wishes, until the person chooses, be it the system's", () => {
    expect([initialTheme("dark"), initialLanguage("zh")]).toEqual(["dark", "zh"]);
    keepTheme("system");
    keepLanguage("en");
    expect([initialTheme("dark"), initialLanguage("zh")]).toEqual(["system", "en"]);
  });

  test("that is unknown is the system's", () => {
    writeStored("theme", "sepia");
    expect(initialTheme()).toBe("system");
  });
});

describe("the key", () => {
  test("is asked for once, given, and remembered", () => {
    const access = createAccess();
    const heard = vi.fn();
    access.subscribe(heard);
    access.dispatch({ type: "asked" });
    access.dispatch({ type: "asked" });
    expect(heard).toHaveBeenCalledTimes(1);
    access.dispatch({ type: "given", key: "k" });
    expect(access.read()).toEqual({ key: "k", asked: false, given: 1 });
    expect(createAccess().read()).toEqual({ key: "k", asked: false, given: 0 });
  });

  test("that was refused is asked for again", () => {
    const access = createAccess();
    access.dispatch({ type: "given", key: "wrong" });
    access.dispatch({ type: "asked" });
    expect(access.read()).toMatchObject({ key: "wrong", asked: true });
  });

  test("that is forgotten is stored no more, and what it opened is loaded anew", () => {
    const access = createAccess();
    access.dispatch({ type: "given", key: "k" });
    access.dispatch({ type: "forgotten" });
    expect(access.read()).toMatchObject({ key: null, given: 2 });
    expect(kept.size).toBe(0);
  });
});
