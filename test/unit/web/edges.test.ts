// The edges of the page's small parts: the minute, hour and day of a time; keys; the sum and the reading of pictures; addresses.
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { entersMessage, type KeyPress } from "../../../src/web/chat/enter-key.ts";
import { acceptedKinds, chooseImages, readAttachment } from "../../../src/web/chat/images.ts";
import { newQuestion } from "../../../src/web/chat/message.ts";
import { hashOfSession, sessionOfHash } from "../../../src/web/chat/route.ts";
import { blankChat, firstLine } from "../../../src/web/chat/state.ts";
import { isComposing } from "../../../src/web/common/composing.ts";
import { preferredLanguage } from "../../../src/web/common/language.ts";
import { tellTime } from "../../../src/web/common/relative-time.ts";

describe("a time", () => {
  const now = new Date(2026, 10, 22, 12).getTime();
  const ago = (milliseconds: number, locale: string) =>
    tellTime(new Date(now - milliseconds).toISOString(), now, locale);
  const minute = 60_000;
  const hour = 60 * minute;

  test.each([
    [0, "now", "现在"],
    [minute - 1, "now", "现在"],
    [minute, "1 min. ago", "1分钟前"],
    [hour - 1, "59 min. ago", "59分钟前"],
    [hour, "1 hr. ago", "1小时前"],
    [24 * hour - 1, "23 hr. ago", "23小时前"],
    [24 * hour, "Nov 21", "11月21日"],
    [326 * 24 * hour, "Dec 31, 2025", "2025年12月31日"],
  ])("%i ms ago is “%s” and “%s”", (age, english, chinese) => {
    expect(ago(age, "en")).toBe(english);
    expect(ago(age, "zh-CN")).toBe(chinese);
  });

  test("of a clock that goes ahead is now, never in the future", () => {
    expect(ago(-5 * hour, "en")).toBe("now");
  });
});

describe("Enter", () => {
  const press = (changes: Partial<KeyPress> = {}): KeyPress => ({
    key: "Enter",
    shiftKey: false,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 13,
    ...changes,
  });

  test("with Command or Ctrl sends everywhere, but never out of an input method", () => {
    for (const modifier of [{ metaKey: true }, { ctrlKey: true }]) {
      expect(entersMessage(press(modifier), false, true)).toBe(true);
      expect(entersMessage(press(modifier), true, false)).toBe(false);
      expect(entersMessage(press({ ...modifier, keyCode: 229 }), false, false)).toBe(false);
    }
  });

  test("with Alt starts a line", () => {
    expect(entersMessage(press({ altKey: true }), false, false)).toBe(false);
  });

  test("while anything says that a word is being composed sends in no combination", () => {
    fc.assert(
      fc.property(
        fc.record({ shiftKey: fc.boolean(), ctrlKey: fc.boolean(), metaKey: fc.boolean() }),
        fc.boolean(),
        (keys, touch) => {
          expect(entersMessage(press({ ...keys, isComposing: true }), false, touch)).toBe(false);
        },
      ),
    );
    expect(isComposing(press(), false)).toBe(false);
  });
});

describe("pictures", () => {
  const megabyte = 1024 * 1024;
  const file = (size: number, type = "image/png") => ({ size, type });
  afterEach(() => vi.unstubAllGlobals());

  test("the first refusal is the one that is told, and order is kept", () => {
    const files = [file(6 * megabyte), file(1, "text/html"), file(2), file(3)];
    expect(chooseImages(files, [])).toEqual({ chosen: [file(2), file(3)], refusal: "imageSize" });
  });

  test("never exceed their number or their sum, whatever is chosen", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 8 * megabyte }), { maxLength: 10 });
    fc.assert(
      fc.property(
        sizes,
        fc.array(fc.integer({ min: 0, max: 5 * megabyte }), { maxLength: 2 }),
        (chosen, there) => {
          const present = there.map((bytes) => ({ bytes }));
          const taken = chooseImages(
            chosen.map((size) => file(size)),
            present,
          ).chosen;
          const total = [...there, ...taken.map(({ size }) => size)].reduce((sum, size) => sum + size, 0);
          expect(taken.length + present.length).toBeLessThanOrEqual(4);
          expect(total).toBeLessThanOrEqual(14 * megabyte);
        },
      ),
    );
  });

  test("the kinds that may be chosen hold no drawing that can run", () => {
    expect(acceptedKinds.split(",")).toEqual(["image/png", "image/jpeg", "image/webp", "image/gif"]);
  });

  test("a picture that cannot be read is an error, not an empty picture", async () => {
    class BrokenReader {
      result = null;
      error = new DOMException("gone", "NotFoundError");
      onerror: () => void = () => undefined;
      readAsDataURL(): void {
        queueMicrotask(() => this.onerror());
      }
    }
    vi.stubGlobal("FileReader", BrokenReader);
    await expect(readAttachment(new File(["a"], "a.png"))).rejects.toThrow("gone");
  });
});

test("every session's name survives its address, and an address names nothing that is no session", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/), (session) => {
      expect(sessionOfHash(hashOfSession(session))).toBe(session);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      const session = sessionOfHash(`#/c/${text}`);
      expect(session === null || /^[A-Za-z0-9._:-]{1,64}$/.test(session)).toBe(true);
    }),
  );
});

test("a language is told by its tag, not by letters that begin alike", () => {
  expect(preferredLanguage(["zha", "en"])).toBe("en");
  expect(preferredLanguage(["ZH-hans"])).toBe("zh");
  expect(preferredLanguage(["eng"])).toBe("en");
  expect(preferredLanguage([])).toBe("en");
});

test("a conversation that begins is called by the first line of its question", () => {
  const called = (text: string) =>
    firstLine({ ...blankChat, messages: [newQuestion("m", text, "2026-11-01T10:00:00.000Z")] });
  expect(called("\n 你好 \n second")).toBe("你好 ");
  expect(called("")).toBe("");
  expect(firstLine(blankChat)).toBe("");
  expect(firstLine({ ...blankChat, olderCursor: "c" })).toBeNull();
});
