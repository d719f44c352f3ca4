// Signed links: made here, for one file and one end, and of no use when anything about them is another.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "../../../src/core/cursor.ts";
import { hmacSha256 } from "../../../src/core/hmac.ts";
import { toHex } from "../../../src/core/identifier.ts";
import { isLinkable, readDownload, signDownload } from "../../../src/http/download-token.ts";

const TOKEN = "an-admin-token-of-some-length";
const KEY = "models/llama/weights.bin";

describe("a token", () => {
  it.each([
    [KEY, 1_800_000_000],
    ["knowledge/报销/制度 2026.pdf", 0],
    ["models/a", Number.MAX_SAFE_INTEGER],
    ["knowledge/x/a?b#c%2f&.md", 1],
  ])("for %s until %i is read again, and can stand in an address as it is", async (key, end) => {
    const token = await signDownload(TOKEN, key, end);
    expect(token).toMatch(/^[A-Za-z0-9_-]+\.[0-9a-f]{64}$/);
    expect(await readDownload(TOKEN, token)).toEqual({ key, end });
  });

  it("of another admin token is none, also of one that differs by a blank", async () => {
    for (const other of [`${TOKEN} `, TOKEN.slice(1), TOKEN.toUpperCase()])
      expect(await readDownload(TOKEN, await signDownload(other, KEY, 5)), other).toBeNull();
  });

  it.each([
    "",
    ".",
    "..",
    "x",
    "x.y",
    "x.y.z",
    ` .${"0".repeat(64)}`,
    `${"A".repeat(5_000)}.${"0".repeat(64)}`,
    "💥.💥",
    "\u0000.\u0000",
  ])("that is %j is none", async (token) => {
    expect(await readDownload(TOKEN, token)).toBeNull();
  });

  it("with anything behind its signature is none", async () => {
    const token = await signDownload(TOKEN, KEY, 5);
    for (const more of [".", ".x", `.${token}`, " ", "0"])
      expect(await readDownload(TOKEN, token + more), more).toBeNull();
  });

  it("cannot be made or read where no admin token is set: everybody could sign", async () => {
    await expect(signDownload("", KEY, 5)).rejects.toThrow(RangeError);
    await expect(readDownload("", await signDownload(TOKEN, KEY, 5))).rejects.toThrow(RangeError);
  });

  it("with any one character changed, left out or added is none", async () => {
    const token = await signDownload(TOKEN, KEY, 1_800_000_000);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom("replace" as const, "drop" as const, "add" as const),
        fc.constantFrom("A", "z", "0", "f", "_", "."),
        async (place, how, letter) => {
          const rest = token.slice(how === "add" ? place : place + 1);
          const changed = token.slice(0, place) + (how === "drop" ? "" : letter) + rest;
          if (changed !== token) expect(await readDownload(TOKEN, changed)).toBeNull();
        },
      ),
      { seed: 20260131, numRuns: 300 },
    );
  });

  it("is not made of the claim of one and the signature of another", async () => {
    const [claim] = (await signDownload(TOKEN, KEY, 10)).split(".");
    const [, signature] = (await signDownload(TOKEN, KEY, 11)).split(".");
    expect(await readDownload(TOKEN, `${claim}.${signature}`)).toBeNull();
  });

  it.each<[string, (claim: string) => Promise<Uint8Array>]>([
    ["the admin token itself", (claim) => hmacSha256(TOKEN, claim)],
    [
      "a key of another purpose",
      async (claim) => hmacSha256(toHex(await hmacSha256(TOKEN, "console sessions")), claim),
    ],
    ["the claim as the key", (claim) => hmacSha256(claim, TOKEN)],
  ])("that is signed with %s is none", async (_, sign) => {
    const claim = encodeCursor("download", [KEY, 10]);
    expect(await readDownload(TOKEN, `${claim}.${toHex(await sign(claim))}`)).toBeNull();
  });

  it.each<[string, string]>([
    ["a cursor of a list", encodeCursor("files", [KEY, 10])],
    ["with fewer values", encodeCursor("download", [KEY])],
    ["with more values", encodeCursor("download", [KEY, 10, 1])],
    ["for a log", encodeCursor("download", ["logs/2026/a.jsonl", 10])],
    ["for a backup", encodeCursor("download", ["backups/a.sql", 10])],
    ["for what waits to be whole", encodeCursor("download", ["uploads/document-1", 10])],
    ["for a way out of the folder", encodeCursor("download", ["models/../logs/a", 10])],
  ])("whose signature is good is still none when its claim is %s", async (_, claim) => {
    const key = toHex(await hmacSha256(TOKEN, "signed download links"));
    const signature = toHex(await hmacSha256(key, claim));
    expect(await readDownload(TOKEN, `${claim}.${signature}`)).toBeNull();
  });

  it("holds nothing but the file and the end: no admin token, and nothing made of it alone", async () => {
    const token = await signDownload(TOKEN, KEY, 10);
    expect(decodeCursor("download", token.split(".")[0] ?? "", 2)).toEqual([KEY, "10"]);
    const other = await signDownload(TOKEN, "models/other", 10);
    expect(token.split(".")[1]).not.toBe(other.split(".")[1]);
  });
});

it.each([
  ["models/a", true],
  ["models/a/b/c.bin", true],
  ["knowledge/leave/leave.pdf", true],
  ["knowledge/报销/制度.pdf", true],
  ["models", false],
  ["models/", false],
  ["models//a", false],
  ["models/./a", false],
  ["models/../backups/a", false],
  ["models/a\\b", false],
  ["models/a\nb", false],
  ["models/\ud83c", false],
  [`models/${"x".repeat(600)}`, false],
  ["Models/a", false],
  ["/models/a", false],
  ["logs/a", false],
  ["backups/a", false],
  ["uploads/a", false],
  ["catalogue.json", false],
  ["", false],
])("a link to %j can be made: %s", (key, can) => {
  expect(isLinkable(key)).toBe(can);
});
