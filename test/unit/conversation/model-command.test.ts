// `/model` with model files, in both languages: what is listed, what may be chosen, and what the choice means from then on.
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Channel } from "../../../src/core/message.ts";
import type { ModelEntry } from "../../../src/core/model-file.ts";
import { Room } from "./room.ts";

vi.mock("../../../src/services.ts", () => ({ EMBEDDED_MODEL: "embedded" }));

let room: Room;
beforeEach(() => {
  room = new Room();
});

const file = (name: string, more: Partial<ModelEntry> = {}): ModelEntry => ({
  name,
  version: 1,
  title: { en: `Title ${name}`, zh: `标题 ${name}` },
  ...more,
});

function place(...models: ModelEntry[]): void {
  room.holdings = { ...room.holdings, models };
}

async function command(
  argument = "",
  channel: Channel = "web",
  chatId: string | null = null,
): Promise<string> {
  const origin = chatId === null ? null : { chatId, chatKind: "group", attachments: [] };
  const more = { channel, command: { name: "model", argument } as const, origin: origin as never };
  const outcome = await room.answer(room.say(`/model ${argument}`.trim(), more));
  expect(outcome).toMatchObject({
    status: "ok",
    model: "command",
    modelVersion: null,
    usage: null,
    sources: [],
  });
  return outcome.reply;
}

const chosen = () => room.turns.conversation()?.model ?? null;
const linesOf = (reply: string) => reply.split("\n").filter((line) => line.startsWith("- "));

describe("the list", () => {
  it.each<["en" | "zh", string[], RegExp]>([
    [
      "en",
      ["- hr  Title hr", "- it  Plain", "- configured", "- other"],
      /^This chat uses \*\*configured\*\*\..*Choose with `\/model name`\.$/s,
    ],
    [
      "zh",
      ["- hr  标题 hr", "- it  Plain", "- configured", "- other"],
      /^本聊天使用 \*\*configured\*\*。.*用“\/模型 名称”选择。$/s,
    ],
  ])(
    "in %s has the files first, by name and title, then the plain models",
    async (language, lines, frame) => {
      place(file("hr"), file("it", { title: "Plain" }));
      room.language = language;
      const reply = await command();
      expect(linesOf(reply)).toEqual(lines);
      expect(reply).toMatch(frame);
      expect(room.played.requests).toEqual([]);
    },
  );

  it.each<[Channel, string[]]>([
    ["web", ["all", "web"]],
    ["dingtalk", ["all", "chat"]],
    ["feishu", ["all", "chat"]],
    ["api", ["all"]],
    ["signed", ["all"]],
  ])("in %s has the files for there only", async (channel, names) => {
    place(
      file("all"),
      file("web", { channels: ["web"] }),
      file("chat", { channels: ["dingtalk", "feishu"] }),
    );
    const lines = linesOf(await command("", channel)).map((line) => line.slice(2).split(" ")[0]);
    expect(lines).toEqual([...names, "configured", "other"]);
  });

  it.each<[string, string[], Channel, string[]]>([
    ["those that the operator offers people", ["fast", "configured"], "web", ["configured", "fast"]],
    ["all that the endpoint has, to a program", ["fast"], "api", ["configured", "other"]],
    ["all that the endpoint has, where nothing is offered", [], "web", ["configured", "other"]],
  ])("has of the plain models %s", async (_, choices, channel, names) => {
    room.config.modelChoices = choices;
    expect(linesOf(await command("", channel))).toEqual(names.map((name) => `- ${name}`));
  });

  it("is no longer than thirty, and never empty", async () => {
    place(...Array.from({ length: 40 }, (_, index) => file(`f${index}`)));
    const long = linesOf(await command());
    expect([long.length, long[0], long[29]]).toEqual([30, "- f0  Title f0", "- f29  Title f29"]);
    place();
    room.listed = [];
    expect(linesOf(await command())).toEqual(["- configured"]);
  });

  it.each<[string, Channel, string | null, string]>([
    ["the rule for its chat", "dingtalk", "cid1", "for-chat"],
    ["the rule for its channel", "dingtalk", "cid2", "for-channel"],
    ["the rule for its channel, without a chat", "web", null, "for-web"],
    ["the settings", "feishu", "oc", "configured"],
  ])("says who answers where nobody chose: %s", async (_, channel, chatId, current) => {
    place(
      file("for-chat", { default_for: ["dingtalk:cid1"] }),
      file("for-channel", { default_for: ["dingtalk"] }),
      file("for-web", { default_for: ["web"] }),
    );
    expect(await command("", channel, chatId)).toContain(`**${current}**`);
  });
});

describe("a choice", () => {
  it.each<[string, string, string | null]>([
    ["of a file", "hr", "hr"],
    ["of a model that the endpoint has", "other", "other"],
    ["of what answers anyway, which is none", "configured", null],
  ])("%s holds from then on", async (_, name, kept) => {
    place(file("hr"));
    expect(await command(name)).toBe(`From now on **${name}** answers in this chat.`);
    expect(chosen()).toBe(kept);
    room.wakeUp();
    expect(await command()).toContain(`**${name}**`);
  });

  it.each<["en" | "zh", string, Channel, RegExp]>([
    ["en", "unheard-of", "web", /^There is no model called “unheard-of”\. `\/model` lists/],
    ["zh", "unheard-of", "web", /^没有名为“unheard-of”的模型。/],
    ["en", "HR", "web", /no model called “HR”/],
    ["en", "Title", "web", /no model called/],
    ["en", "chat", "web", /no model called/],
    ["en", "embedded", "web", /no model called/],
    ["zh", "chat", "api", /没有名为/],
  ])("in %s of %s, in %s, is refused and leaves the one before", async (language, name, channel, words) => {
    place(file("hr"), file("chat", { channels: ["dingtalk"] }));
    await command("hr");
    room.language = language;
    expect(await command(name, channel)).toMatch(words);
    expect(chosen()).toBe("hr");
  });

  it("of a model that the operator does not offer is for programs only; of a file it is for all", async () => {
    room.config.modelChoices = ["fast"];
    place(file("hr"));
    expect(await command("other", "web")).toContain("no model called");
    expect(await command("fast", "web")).toContain("From now on");
    expect(await command("hr", "feishu")).toContain("From now on");
    expect(await command("other", "api")).toContain("From now on");
  });

  it("of the default is no choice: who made it goes along when the operator puts another file there", async () => {
    place(file("hr", { default_for: ["web"] }), file("it"));
    await command("it");
    await command("hr");
    expect(chosen()).toBeNull();
    place(file("hr"), file("it", { default_for: ["web"] }));
    expect(await command()).toContain("**it**");
  });

  it("of the plain model holds against a file that is the default", async () => {
    place(file("hr", { default_for: ["web"] }));
    await command("configured");
    expect(chosen()).toBe("configured");
    expect(await command()).toContain("**configured**");
  });
});

describe("without a model", () => {
  beforeEach(() => {
    room = new Room({ model: null });
  });

  it.each<["en" | "zh", string]>([
    ["en", "No model is connected; the documents answer."],
    ["zh", "尚未接入模型，目前由文档回答。"],
  ])("and without files, in %s, there is nothing to choose", async (language, words) => {
    room.language = language;
    expect([await command(), await command("hr")]).toEqual([words, words]);
  });

  it("files are chosen all the same, and the documents themselves by their name", async () => {
    place(file("hr"));
    expect(linesOf(await command())).toEqual(["- hr  Title hr", "- embedded"]);
    expect(await command("hr")).toContain("From now on");
    expect(await command("embedded")).toContain("From now on");
    expect(await command("configured")).toContain("no model called");
    expect(chosen()).toBeNull();
  });
});

it.each<["en" | "zh", RegExp]>([
  ["en", /^Model: \*\*hr\*\*\nQuestions I remember in this chat: 2\n/],
  ["zh", /^模型：\*\*hr\*\*\n本聊天记住的问题：2 个\n/],
])(
  "`/status` in %s names the chosen file and counts what was answered since /new",
  async (language, words) => {
    place(file("hr"));
    room.past("forgotten");
    room.past("/new", "anew", { command: { name: "new", argument: "" } });
    room.past("one");
    room.past("failed", "", {}, { status: "failed" });
    await command("hr");
    room.past("two");
    room.language = language;
    const status = await room.answer(
      room.say("/status", { channel: "web", command: { name: "status", argument: "" } }),
    );
    expect(status.reply).toMatch(words);
  },
);
