// Who may know whom. Imports point down, type imports too; neighbours never know each other.
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { readSources } from "./sources.ts";

/** What each room of src/ may import beside itself. A name with a dot is a file at the top. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  channels: ["core"],
  model: ["core"],
  storage: ["core"],
  operations: ["core"],
  knowledge: ["core", "storage"],
  config: ["core"],
  "channel-services.ts": ["channels", "config", "core"],
  "model-services.ts": ["config", "core", "model", "operations"],
  "knowledge-services.ts": ["core", "knowledge", "operations"],
  "services.ts": [
    "channel-services.ts",
    "knowledge-services.ts",
    "model-services.ts",
    "config",
    "core",
    "channels",
    "model",
    "knowledge",
    "storage",
    "operations",
  ],
  answer: ["core", "services.ts"],
  conversation: ["answer", "core", "services.ts"],
  platform: ["channel-services.ts", "core", "services.ts"],
  maintenance: ["core", "services.ts"],
  http: ["answer", "bindings.ts", "channel-services.ts", "core", "services.ts"],
  // Types only: what wrangler.toml binds.
  "bindings.ts": ["conversation", "http", "maintenance", "platform", "services.ts"],
  "app.ts": ["core", "http", "services.ts"],
  "index.ts": ["app.ts", "bindings.ts", "conversation", "http", "maintenance", "platform"],
  web: [],
};

const TALK_TO_CHANNELS = ["conversation", "operations", "platform"];

const files = readSources("src/**/*.{ts,tsx}");

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const imports: Import[] = files.flatMap(({ path, text }) =>
  [...text.matchAll(/^(import|export)\s+(type\s)?[^"';]*?from\s+"(\.[^"]+)"/gms)].map(
    ([, , type, target = ""]) => ({
      from: path,
      to: normalize(join(dirname(path), target)),
      typeOnly: type !== undefined,
    }),
  ),
);

function roomOf(path: string): string {
  return path.split("/")[1] ?? path;
}

it("finds the imports that it judges", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.map(({ to }) => roomOf(to))).toContain("core");
});

it("every room has its row in the table", () => {
  const rooms = new Set(files.map(({ path }) => roomOf(path)).filter((room) => room !== "markdown.d.ts"));
  expect([...rooms].filter((room) => MAY_IMPORT[room] === undefined)).toEqual([]);
});

it("no import points sideways or up", () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => {
    const [room, target] = [roomOf(from), roomOf(to)];
    if (room === target || !to.startsWith("src/")) return false;
    // The contract of a channel: whoever talks to one may know its types.
    if (to === "src/channels/channel.ts" && typeOnly && TALK_TO_CHANNELS.includes(room)) return false;
    if (room === "web") return to !== "src/core/wire.ts";
    return !MAY_IMPORT[room]?.includes(target);
  });
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

it("the pages know what they share, and never each other", () => {
  const pageOf = (path: string) => /^src\/web\/(\w+)\//.exec(path)?.[1];
  const wrong = imports.filter(({ from, to }) => {
    const [page, target] = [pageOf(from), pageOf(to)];
    return target !== undefined && target !== "common" && target !== page;
  });
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

it("bindings.ts imports types only", () => {
  expect(imports.filter(({ from, typeOnly }) => from === "src/bindings.ts" && !typeOnly)).toEqual([]);
});

it("no file imports itself around a ring", () => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports)
    if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (path: string, above: string[]): string[] => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const target of next.get(path) ?? []) {
      const ring = visit(target, [...above, path]);
      if (ring.length > 0) return ring;
    }
    done.add(path);
    return [];
  };
  expect(files.map(({ path }) => visit(path, []).join(" → ")).filter((ring) => ring !== "")).toEqual([]);
});

it("core is pure: no fetch, no clock, no storage, no randomness of its own", () => {
  const impure = readSources("src/core/*.ts").flatMap(({ path, text }) =>
    [
      ...text.matchAll(
        /\b(fetch\(|Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|getRandomValues|randomUUID|from "cloudflare:)/g,
      ),
    ].map(([found]) => `${path}: ${found}`),
  );
  expect(impure).toEqual([]);
});
