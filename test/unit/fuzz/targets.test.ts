// Each parser, tried with the same few hundred changed inputs every time, and with all that was ever found.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { BEHIND } from "../../fuzz/behind.ts";
import { isCovered, type Outcome } from "../../fuzz/engine/fuzz.ts";
import { type Answer, runJobs } from "../../fuzz/engine/keeper.ts";
import type { Job } from "../../fuzz/engine/thread.ts";
import { keptInputs } from "../../fuzz/findings.ts";
import { TARGETS } from "../../fuzz/targets.ts";

/** Of each target; a run of all takes some seconds. */
const EXECUTIONS = 120;
const BUDGET = {
  executions: EXECUTIONS,
  milliseconds: Number.POSITIVE_INFINITY,
  seed: 20261126,
  coverage: false,
};

const kept = keptInputs().filter(({ target }) => target !== "doors");

describe("changed inputs", () => {
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    const jobs = TARGETS.map(({ name }): Job => ({ kind: "fuzz", target: name, budget: BUDGET }));
    await runJobs(jobs, (answer) => {
      if (answer !== null && "findings" in answer) outcomes.set(answer.target, answer);
    });
  });

  it.each(TARGETS.map(({ name }) => name))("break nothing of %s", (name) => {
    const outcome = outcomes.get(name);
    expect(outcome?.findings.map(({ message }) => message)).toEqual([]);
    expect(outcome?.executions).toBeGreaterThanOrEqual(EXECUTIONS);
  });
});

describe("what was found once", () => {
  let answers: Answer[] = [];

  beforeAll(async () => {
    answers = await runJobs(kept.map(({ target, input }): Job => ({ kind: "replay", target, input })));
  });

  it.each(kept.map(({ target, name }, index) => [`${target}/${name}`, index] as const))(
    "%s stays mended",
    (_, index) => {
      const answer = answers[index];
      expect(
        answer !== null && answer !== undefined && "message" in answer ? answer.message : null,
      ).toBeNull();
    },
  );

  it("is of targets that there are", () => {
    const known = new Set(TARGETS.map(({ name }) => name));
    expect(kept.filter(({ target }) => !known.has(target))).toEqual([]);
  });
});

/** Calls by which texts and bytes of others become something. */
const READS =
  /JSON\.parse\(|parseJson\(|objectIn\(|new TextDecoder|TextDecoderStream|DataView|createParser|EventSourceParserStream|decodeURIComponent|atob\(|safeParse|DecompressionStream|URL\.(?:canParse|parse)\(|Date\.parse|\.json\(\)|parseInt|parseFloat/;

describe("the targets", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const files = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `src/${name.replaceAll("\\", "/")}`);
  const readers = files.filter((name) => READS.test(readFileSync(root + name, "utf8")));
  const isTried = (name: string) => TARGETS.some((target) => isCovered(target, name));

  it("name every file that parses something, or behind.ts says why not", () => {
    expect(readers.filter((name) => !isTried(name) && BEHIND[name] === undefined)).toEqual([]);
  });

  it("name files that there are", () => {
    const named = [...TARGETS.flatMap(({ covers }) => covers), ...Object.keys(BEHIND)];
    const isThere = (name: string) =>
      files.some((file) => (name.endsWith("/") ? file.startsWith(name) : file === name));
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });

  it("have names of their own", () => {
    expect(new Set(TARGETS.map(({ name }) => name)).size).toBe(TARGETS.length);
  });
});
