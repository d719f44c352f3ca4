// wrangler.toml: staging has all that production has, and shares nothing with it. The deploy button asks for little and opens nothing.
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { unstable_readConfig } from "wrangler";
import { MUST_HAVES } from "../../../scripts/deploy/secrets.ts";
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";

function configOf(env: string): JsonRecord {
  const config: unknown = unstable_readConfig({ config: "wrangler.toml", env }, { hideWarnings: true });
  if (!isRecord(config)) throw new Error("wrangler.toml cannot be read");
  return config;
}

/** Where the two have to differ, and what wrangler notes of its own reading. */
const STORES = ["d1_databases", "r2_buckets", "kv_namespaces"];
const OWN = new Set(["name", "targetEnvironment", "routes", "vars", ...STORES]);
/** An id stands in a copy that the deploy button made. */
const OWN_FIELDS = new Set(["database_name", "database_id", "bucket_name", "id"]);

const production = configOf("");
const staging = configOf("staging");

const varsOf = ({ vars }: JsonRecord): string[] => Object.keys(isRecord(vars) ? vars : {});
const rows = (config: JsonRecord, table: string): JsonRecord[] =>
  Array.isArray(config[table]) ? config[table].filter(isRecord) : [];
const leaveOut = (record: JsonRecord, names: Set<string>) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));

describe("the staging environment", () => {
  it("has every binding, class, migration, cron and rule of production", () => {
    const storesOf = (config: JsonRecord) =>
      STORES.map((table) => rows(config, table).map((row) => leaveOut(row, OWN_FIELDS)));
    expect(rows(production, "migrations").length).toBeGreaterThan(1);
    expect(leaveOut(staging, OWN)).toEqual(leaveOut(production, OWN));
    expect(storesOf(production).flat()).not.toEqual([]);
    expect(storesOf(staging)).toEqual(storesOf(production));
  });

  it("has every variable of production", () => {
    expect(varsOf(staging)).toEqual(varsOf(production));
  });

  it("shares no name, database, bucket or address with production", () => {
    const names = (config: JsonRecord) => [
      config.name,
      ...rows(config, "d1_databases").flatMap(({ database_name, database_id }) => [
        database_name,
        database_id,
      ]),
      ...rows(config, "r2_buckets").map(({ bucket_name }) => bucket_name),
      ...rows(config, "kv_namespaces").map(({ id }) => id),
      ...rows(config, "routes").map(({ pattern }) => pattern),
    ];
    const used = new Set<unknown>(names(production).filter((name) => name !== undefined));
    expect(used.size).toBeGreaterThan(1);
    expect(names(staging).filter((name) => used.has(name))).toEqual([]);
    expect(staging.name).toBe(`${production.name}-staging`);
    // Routes are handed down: without a list of its own staging would take over production's domain.
    expect(staging.routes).toEqual([]);
  });
});

describe("the deploy button", () => {
  const example = readFileSync(".dev.vars.example", "utf8");
  const asked = parseEnv(example);
  const { cloudflare } = JSON.parse(readFileSync("package.json", "utf8"));
  const descriptions: Record<string, { description: string }> = cloudflare.bindings;

  it("asks for the must-haves only, and suggests no value: what is left empty stays closed", () => {
    const mustHaves = MUST_HAVES.flatMap(({ fields }) => fields.map(({ name }) => name));
    expect(Object.keys(asked).toSorted()).toEqual(mustHaves.toSorted());
    expect(Object.values(asked).filter((value) => value !== "")).toEqual([]);
  });

  it("explains in both languages what it asks for", () => {
    const bindings = STORES.flatMap((table) => rows(production, table).map(({ binding }) => String(binding)));
    const names = [...Object.keys(asked), ...varsOf(production), ...bindings];
    expect(Object.keys(descriptions).toSorted()).toEqual(names.toSorted());
    for (const { description } of Object.values(descriptions))
      expect(description).toMatch(/[a-z]{3}.*\/ .*\p{Script=Han}/u);
  });

  it("gives no version an address of its own, and no plain variable that opens something", () => {
    expect(production.preview_urls).toBe(false);
    expect(varsOf(production)).toEqual(["MODEL_NAME"]);
  });
});
