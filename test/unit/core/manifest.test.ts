// The manifest of a backup: read back as it was written, and refused with any byte changed.
import { expect, it } from "vitest";
import { manifestKey, partKey, readManifest, renderManifest, tableOf } from "../../../src/core/manifest.ts";

const ID = "2026-11-25T19-00-00-000Z";
const object = { key: partKey(ID, "conversation_logs", 12), rows: 3, bytes: 99, sha256: "ab".repeat(32) };
const manifest = {
  id: ID,
  created_at: "2026-11-25T19:00:00.000Z",
  finished_at: "2026-11-25T19:00:09.000Z",
  trigger: "daily" as const,
  schema: "0002_usage.sql",
  rows: 3,
  bytes: 99,
  tables: { conversation_logs: 3 },
  objects: [object],
};

it("names its objects by table and number", () => {
  expect(object.key).toBe(`backups/${ID}/conversation_logs-00012.ndjson`);
  expect([tableOf(object), tableOf({ ...object, key: `backups/${ID}/settings.json` })]).toEqual([
    "conversation_logs",
    null,
  ]);
  expect(manifestKey(ID)).toBe(`backups/${ID}/manifest.json`);
});

it("is read back as it was written", async () => {
  const { tables: _, ...rest } = manifest;
  const text = await renderManifest(manifest);
  expect(JSON.parse(text)).toMatchObject({ format: 1, ...manifest });
  expect(await readManifest(ID, text)).toEqual({ ok: true, manifest: { format: 1, ...rest } });
});

it("is refused with any one byte changed, gone, or one more", async () => {
  const text = await renderManifest(manifest);
  for (let at = 0; at < text.length; at += 1) {
    const flipped = String.fromCharCode(text.charCodeAt(at) ^ 1);
    for (const middle of [flipped, "", `${text[at]} `]) {
      const changed = text.slice(0, at) + middle + text.slice(at + 1);
      expect([at, (await readManifest(ID, changed)).ok]).toEqual([at, false]);
    }
  }
});

it.each(["", "null", "[]", "{}", '"x"', "{", "\u0000"])("is not %j", async (text) => {
  expect(await readManifest(ID, text)).toEqual({
    ok: false,
    problem: expect.stringContaining("was changed"),
  });
});

it.each([
  [{ rows: -1 }, "was changed"],
  [{ finished_at: "soon" }, "was changed"],
  [{ objects: [{ ...object, sha256: "x" }] }, "was changed"],
  [{ id: "2026-11-26T19-00-00-000Z" }, "that of the backup 2026-11-26"],
  [
    { objects: [{ ...object, key: "backups/other/usage-00001.ndjson" }] },
    "another: backups/other/usage-00001",
  ],
  ...[
    "../../models/usage-00001.ndjson",
    "../usage-00001.ndjson",
    "..\\usage-00001.ndjson",
    "..",
    "",
    "manifest.json",
    "usage-1.ndjson",
    "usage-00001.ndjson\n",
    "Usage-00001.ndjson",
  ].map((name): [object, string] => [
    { objects: [object, { ...object, key: `backups/${ID}/${name}` }] },
    `belongs to no backup or to another: backups/${ID}/${name}.`,
  ]),
  [{ format: 2 }, "newer version"],
])("of an honest digest and %j is refused too", async (more, problem) => {
  const text = await renderManifest({ ...manifest, ...more });
  expect(await readManifest(ID, text)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
});
