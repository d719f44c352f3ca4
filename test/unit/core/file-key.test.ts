// Names of files: what a path names, and what it must not.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeFileKey, isFileKey, isFilePrefix, isReadOnly } from "../../../src/core/file-key.ts";

const RANDOM = { seed: 20260131, numRuns: 500 };

describe("a key", () => {
  it.each<[string, string]>([
    ["models/support.json", "models/support.json"],
    ["knowledge/%E9%80%89%E8%AF%BE%20%E6%8C%87%E5%8D%97.md", "knowledge/选课 指南.md"],
    ["models%2Fa%2fb", "models/a/b"],
    ["backups/what%3F%23100%25", "backups/what?#100%"],
    ["models/%252e%252e", "models/%2e%2e"],
    ["models/%252Fetc", "models/%2Fetc"],
    ["models/.../..a/.b/c.", "models/.../..a/.b/c."],
    ["models/a+b&c=d;e:f@g!$'()*,~", "models/a+b&c=d;e:f@g!$'()*,~"],
    [`logs/${"x".repeat(507)}`, `logs/${"x".repeat(507)}`],
    [`logs/${encodeURIComponent("选".repeat(169))}`, `logs/${"选".repeat(169)}`],
  ])("in a path is decoded once: %s", (encoded, key) => {
    expect(decodeFileKey(encoded)).toBe(key);
  });

  it.each([
    "",
    "models",
    "models/",
    "/models/a",
    "Models/a",
    "model/a",
    "uploads/a",
    "models//a",
    "models/a/",
    "models/./a",
    "models/../logs/a",
    "models/a/..",
    "models/%2e%2e/a",
    "models/%2E%2e",
    "models/.%2e/a",
    "models%2f..%2fa",
    "models/%2Fa",
    "models/a%2F",
    "models/a\\b",
    "models/..%5Ca",
    "models/a%00b",
    "models/a%0Ab",
    "models/a%0d",
    "models/%7F",
    "models/%C2%85",
    "models/%",
    "models/%zz",
    "models/%u9009",
    "models/%ff",
    "models/%C0%AE%C0%AE/a",
    "models/%ED%A0%80",
    `logs/${"x".repeat(508)}`,
    `logs/${encodeURIComponent("选".repeat(170))}`,
  ])("is not named by %s", (encoded) => {
    expect(decodeFileKey(encoded)).toBeNull();
  });

  it("that is one comes back from any encoding of it, and no other text names a place outside the folders", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "models",
        "logs",
        "..",
        ".",
        "/",
        "//",
        "\\",
        "%2f",
        "%2e",
        "%25",
        "%",
        "\0",
        "\n",
        "选",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    const path = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(
        fc.oneof(
          path,
          path.map((rest) => `models/${rest}`),
        ),
        (text) => {
          const key = decodeFileKey(text);
          if (key !== null) {
            expect(key).toMatch(/^(models|knowledge|logs|backups)\/[^\p{Cc}\\]+$/u);
            expect(key.split("/").filter((segment) => ["", ".", ".."].includes(segment))).toEqual([]);
          }
          if (isFileKey(text)) expect(decodeFileKey(encodeURIComponent(text))).toBe(text);
        },
      ),
      RANDOM,
    );
  });

  it("of a log is not for writing", () => {
    expect(["logs/a", "logs/access/b"].map(isReadOnly)).toEqual([true, true]);
    expect(["models/logs/a", "backups/a", "knowledge/a"].map(isReadOnly)).toEqual([false, false, false]);
  });
});

it("a list may be asked for a folder, the beginning of a key, or of a folder's name", () => {
  for (const prefix of [
    "",
    "m",
    "models",
    "models/",
    "logs/access/2026-11-",
    "knowledge/选",
    "models/a//",
    "models/../",
  ])
    expect([prefix, isFilePrefix(prefix)]).toEqual([prefix, true]);
  for (const prefix of [
    "uploads/",
    "u",
    "/",
    "models0",
    "..",
    "models/\n",
    "models\\",
    "models/\ud800",
    `logs/${"选".repeat(170)}`,
  ])
    expect([prefix, isFilePrefix(prefix)]).toEqual([prefix, false]);
});
