// Small files, small downloads: the limits that keep the house readable and fast.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readSources } from "./sources.ts";

const KIB = 1024;
const sources = readSources("src/**/*.{ts,tsx}");

describe("source files", () => {
  it("have at most 300 lines each and a median of at most 100", () => {
    const lines = sources.map((file) => file.lines).sort((a, b) => a - b);
    expect(sources.filter((file) => file.lines > 300).map((file) => file.path)).toEqual([]);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(100);
  });

  it("let go of no type and silence no check", () => {
    const loose = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:[:<]|\bas) any\b|@ts-(?:ignore|nocheck|expect-error)/g)].map(
        ([found]) => `${path}: ${found}`,
      ),
    );
    expect(loose).toEqual([]);
  });

  it("open with a comment that says what they are", () => {
    expect(sources.filter(({ text }) => !/^(\/\/|\/\*)/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("are outweighed by their tests", () => {
    const count = (files: { lines: number }[]) => files.reduce((sum, file) => sum + file.lines, 0);
    const tests = readSources("test/**/*.{ts,mjs}");
    expect(count(tests) / count(sources)).toBeGreaterThanOrEqual(1.2);
  });
});

describe("downloads", () => {
  it("the Worker has at most 200 KiB gzipped", () => {
    const folder = mkdtempSync(join(tmpdir(), "clawdbot-edge-bundle-"));
    const wrangler = "node_modules/wrangler/bin/wrangler.js";
    execFileSync(process.execPath, [wrangler, "deploy", "--dry-run", "--minify", "--outdir", folder], {
      stdio: "pipe",
    });
    const parts = readdirSync(folder).filter((name) => !/\.map$|README/.test(name));
    const bytes = gzipSync(Buffer.concat(parts.map((name) => readFileSync(join(folder, name)))), {
      level: 9,
    }).length;
    expect(bytes).toBeGreaterThan(10 * KIB);
    expect(bytes).toBeLessThanOrEqual(200 * KIB);
  });

  it("the widget's loader has at most 3 KiB gzipped: other sites pay for it", () => {
    expect(gzipSync(readFileSync("dist/web/widget.js"), { level: 9 }).length).toBeLessThanOrEqual(3 * KIB);
  });

  it.each([
    ["chat", "index.html", 40],
    ["console", "admin.html", 60],
  ])(
    "the first load of the %s, %s, has at most %i KiB gzipped of scripts, and asks nobody else",
    (_, file, limit) => {
      const page = readFileSync(`dist/web/${file}`, "utf8");
      const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
      expect(addresses.filter((address) => !address.startsWith("/") || address.startsWith("//"))).toEqual([]);
      const scripts = addresses.filter((address) => address.endsWith(".js"));
      expect(scripts.length).toBeGreaterThan(0);
      const bytes = scripts.reduce(
        (sum, path) => sum + gzipSync(readFileSync(`dist/web${path}`), { level: 9 }).length,
        0,
      );
      expect(bytes).toBeLessThanOrEqual(limit * KIB);
    },
  );
});
