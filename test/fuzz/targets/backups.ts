// What is read back from our own bucket, where others may have edited it: manifests, tombstones, lines of logs.
import { timeOfBackup } from "../../../src/core/backup.ts";
import { sha256Hex } from "../../../src/core/identifier.ts";
import { isAtLeast, timestampOf } from "../../../src/core/log.ts";
import { readManifest, renderManifest, tableOf } from "../../../src/core/manifest.ts";
import { parseTombstone, Tombstones } from "../../../src/core/tombstone.ts";
import { searchLogs } from "../../../src/operations/log/search.ts";
import { hold, holdSame } from "../hold.ts";
import { choiceOf, onText, type Target } from "../target.ts";

const ID = "2026-11-25T19-00-00-000Z";
const MANIFEST = {
  id: ID,
  created_at: "2026-11-25T19:00:00.000Z",
  finished_at: "2026-11-25T19:01:00.000Z",
  trigger: "daily" as const,
  schema: "0003_a.sql",
  rows: 3,
  bytes: 10,
  objects: [
    { key: `backups/${ID}/conversation_logs-00000.ndjson`, rows: 3, bytes: 10, sha256: "0".repeat(64) },
  ],
  tables: { conversation_logs: 3 },
};
const LINES = [
  '{"timestamp":"2026-11-25T19:00:00.000Z","level":"info","kind":"app","area":"channels.feishu","event":"x"}',
  '{"timestamp":"2026-11-25T18:00:00.000Z","level":"error","kind":"access","path":"/"}',
].join("\n");

export const backupTargets: Target[] = [
  {
    name: "manifest",
    covers: ["src/core/manifest.ts", "src/core/backup.ts"],
    seeds: () => [`${JSON.stringify({ format: 1, ...MANIFEST }, null, 2)}\n`, JSON.stringify(MANIFEST)],
    tokens: ['"key":', "../", ID, "settings.json", '"format":2', '"rows":-1', '"sha256":', "__proto__"],
    check: onText(async (text) => {
      const read = await readManifest(ID, text);
      hold(!read.ok || read.manifest.id === ID, "its own");
      // The same, signed as one that was made here: what reads its fields is reached.
      const fields = objectOf(text);
      if (fields === null) return;
      const { sha256: _, ...whole } = fields;
      const own = `${JSON.stringify(whole, null, 2)}\n`;
      const signed = `${JSON.stringify({ ...whole, sha256: await sha256Hex(own) }, null, 2)}\n`;
      const reading = await readManifest(ID, signed);
      if (!reading.ok) return hold(reading.problem !== "", "a problem is told");
      for (const object of reading.manifest.objects) {
        hold(object.key.startsWith(`backups/${ID}/`) && !object.key.includes(".."), "its own objects only");
        tableOf(object);
      }
      const at = choiceOf(text, signed.length);
      const other = `${signed.slice(0, at)}${signed[at] === "0" ? "1" : "0"}${signed.slice(at + 1)}`;
      hold(!(await readManifest(ID, other)).ok, "one sign is another");
      hold(timeOfBackup(ID) !== null, "a backup's id");
    }),
  },
  {
    name: "manifest-round",
    covers: ["src/core/manifest.ts"],
    seeds: () => ["0003_a.sql", "选", "\ud800", '"'],
    tokens: ['"', "\\", "\n", "\u2028"],
    check: onText(async (text) => {
      const read = await readManifest(ID, await renderManifest({ ...MANIFEST, schema: text }));
      hold(read.ok, "what was rendered is read");
      holdSame(read.manifest.schema, text, "what was written is read");
    }),
  },
  {
    name: "tombstone",
    covers: ["src/core/tombstone.ts"],
    seeds: () => [
      '{"session":"a","user":"b","object":"c","channels":["web"],"until":"2026-11-25T19:00:00.000Z"}',
      '{"until":"x"}',
    ],
    tokens: ['"session":', '"user":', '"until":', '"channels":['],
    check: onText(async (text) => {
      const tombstone = parseTombstone(text);
      if (tombstone === null) return;
      hold(tombstone.session !== undefined || tombstone.user !== undefined, "it means somebody");
      const row = { session: "s", user: "u", object: null, channel: "web", time: "2026-11-25T18:00:00.000Z" };
      hold(!(await new Tombstones([tombstone]).mean(row)), "and not everybody");
    }),
  },
  {
    name: "log-search",
    covers: ["src/operations/log/search.ts", "src/core/log.ts"],
    seeds: () => [LINES, `${LINES}\n${LINES}`],
    tokens: ['{"timestamp":"', "2026-11-25T19:00:00.000Z", '"level":"warn"', '"area":"channels', "\n"],
    check: onText(async (text) => {
      // Nobody else writes lines there: they are JSON, and their level and area are texts.
      const lines = text.split("\n").filter((line) => {
        const facts = objectOf(line);
        return typeof facts?.level === "string" && ["string", "undefined"].includes(typeof facts.area);
      });
      const file = { key: "k", start: "", end: "9" };
      const sources = {
        waiting: async () => lines.slice(0, 2),
        days: async () => ["2026-11-25"],
        list: async () => [file],
        read: async () => lines.slice(2),
      };
      const found: string[] = [];
      let position = null;
      for (let pages = 0; pages <= lines.length + 2; pages += 1) {
        const page = await searchLogs(sources, { kinds: ["app"], limit: 2, position });
        hold(page.lines.length <= 2, "no more than asked for");
        found.push(...page.lines);
        position = page.next;
        if (position === null) break;
      }
      hold(position === null, "it comes to an end");
      const filtered = await searchLogs(sources, {
        kinds: ["app"],
        level: "warn",
        area: "channels",
        limit: 50,
        position: null,
      });
      for (const line of filtered.lines)
        hold(isAtLeast(JSON.parse(line).level, "warn"), "at least this level");
      for (const line of found) hold(timestampOf(line).length <= 24, "a time in front");
    }),
  },
];

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
