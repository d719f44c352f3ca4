// Which model answers a caller who names one, and to whom a name is refused.
import { describe, expect, it, vi } from "vitest";
import { FailureError } from "../../../src/core/error.ts";
import type { ModelEntry } from "../../../src/core/model-file.ts";
import type { Caller } from "../../../src/http/caller.ts";
import type { AppContext } from "../../../src/http/context.ts";
import { chooseModel } from "../../../src/http/model-choice.ts";

vi.mock("../../../src/services.ts", () => ({
  EMBEDDED_MODEL: "embedded",
  servicesOf: (env: unknown) => env,
}));
vi.mock("../../../src/http/caller.ts", () => ({
  channelOf: ({ kind }: Caller) => (kind === "visitor" ? "web" : "api"),
}));

interface Stage {
  kind?: Caller["kind"];
  models?: Partial<ModelEntry>[];
  /** What the operator offers. */
  choices?: string[];
  /** Null: no model is connected. */
  known?: string[] | null;
}

const asked: string[] = [];

async function choose(
  name: string | null | undefined,
  { kind = "visitor", models = [], choices = [], known = ["gpt-a", "gpt-b"] }: Stage,
) {
  asked.length = 0;
  const env = {
    config: { modelName: "gpt-a", modelChoices: choices },
    model: known && {
      knows: async (one: string) => {
        asked.push(one);
        return known.includes(one);
      },
    },
    holdings: {
      read: async () => ({
        models: models.map((entry) => ({ version: 1, title: "t", ...entry })),
        knowledge: { revision: 0, documents: 0 },
      }),
    },
  };
  const caller = { kind, id: "x", credential: "x" };
  try {
    return await chooseModel({ env } as unknown as AppContext, caller, name);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return error.failure;
  }
}

const REFUSED = expect.objectContaining({ kind: "not_found", code: "model_not_found", param: "model" });
const HR = { name: "hr" };

describe("a model that is named", () => {
  it.each<[string, string | null | undefined, Stage, unknown]>([
    ["nobody: nothing is chosen", undefined, {}, null],
    ["null: nothing is chosen", null, {}, null],
    ["the configured one: it answers anyway", "gpt-a", {}, null],
    ["another of the endpoint", "gpt-b", {}, "gpt-b"],
    ["one that the endpoint has not", "gpt-z", {}, REFUSED],
    ["nothing, as a text", "", {}, REFUSED],
    ["embedded, where a model is connected", "embedded", {}, REFUSED],
    ["embedded, where the endpoint has one of that name", "embedded", { known: ["embedded"] }, "embedded"],
    ["embedded, where no model is connected", "embedded", { known: null }, null],
    ["another, where no model is connected", "gpt-b", { known: null }, REFUSED],
    ["the configured one, where no model is connected", "gpt-a", { known: null }, null],
    ["a model file", "hr", { models: [HR] }, "hr"],
    ["a model file, where no model is connected", "hr", { models: [HR], known: null }, "hr"],
    ["a model file in other letters", "HR", { models: [HR] }, REFUSED],
    ["a model file that stands there anyway", "hr", { models: [{ ...HR, default_for: ["web"] }] }, null],
    [
      "the configured one, where a model file stands",
      "gpt-a",
      { models: [{ ...HR, default_for: ["web"] }] },
      "gpt-a",
    ],
    [
      "embedded, where a model file stands and no model is connected",
      "embedded",
      { models: [{ ...HR, default_for: ["web"] }], known: null },
      "embedded",
    ],
    [
      "a file beside the one that stands there",
      "it",
      { models: [{ ...HR, default_for: ["web"] }, { name: "it" }] },
      "it",
    ],
    ["a model file of this channel", "hr", { models: [{ ...HR, channels: ["web"] }] }, "hr"],
    ["a model file of another channel", "hr", { models: [{ ...HR, channels: ["feishu"] }] }, REFUSED],
    [
      "a model file that stands in another channel",
      "hr",
      { models: [{ ...HR, default_for: ["dingtalk"] }] },
      "hr",
    ],
  ])("%s", async (_, name, stage, chosen) => {
    expect(await choose(name, stage)).toEqual(chosen);
  });

  it.each<[Caller["kind"], Partial<ModelEntry>, unknown]>([
    ["visitor", { channels: ["web"] }, "hr"],
    ["visitor", { channels: ["api"] }, REFUSED],
    ["key", { channels: ["web"] }, REFUSED],
    ["key", { channels: ["api"] }, "hr"],
    ["admin", { channels: ["api"] }, "hr"],
    ["admin", { channels: ["web"] }, REFUSED],
    ["key", { default_for: ["web"] }, "hr"],
    ["key", { default_for: ["api"] }, null],
    ["visitor", { default_for: ["api"] }, "hr"],
  ])("a %s gets by its channel a file with %j", async (kind, more, chosen) => {
    expect(await choose("hr", { kind, models: [{ ...HR, ...more }] })).toEqual(chosen);
  });
});

describe("where the operator offers a choice of models", () => {
  const choices = ["gpt-b", "offered-only"];

  it.each<[string, Caller["kind"], Stage, unknown]>([
    ["gpt-b", "visitor", { choices }, "gpt-b"],
    ["gpt-a", "visitor", { choices }, null],
    ["gpt-c", "visitor", { choices, known: ["gpt-c"] }, REFUSED],
    ["gpt-c", "key", { choices, known: ["gpt-c"] }, "gpt-c"],
    ["gpt-c", "admin", { choices, known: ["gpt-c"] }, "gpt-c"],
    ["gpt-z", "key", { choices }, REFUSED],
    ["offered-only", "visitor", { choices }, "offered-only"],
    ["hr", "visitor", { choices, models: [HR] }, "hr"],
    ["gpt-b", "visitor", { choices, known: null }, REFUSED],
  ])("%s for a %s with %j is %s", async (name, kind, stage, chosen) => {
    expect(await choose(name, { ...stage, kind })).toEqual(chosen);
  });

  it("the endpoint is not asked about what is offered, known, or refused anyway", async () => {
    for (const name of ["gpt-b", "gpt-a", "gpt-z", "hr"]) {
      await choose(name, { choices, models: [HR] });
      expect(asked).toEqual([]);
    }
    await choose("gpt-z", { choices, kind: "key" });
    expect(asked).toEqual(["gpt-z"]);
  });
});
