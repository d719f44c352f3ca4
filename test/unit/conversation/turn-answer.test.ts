// What the model gets to read of a conversation: as much as fits, in the order of time, of one way through its versions.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { HISTORY_IMAGE_CHARACTERS, turnTokens } from "../../../src/core/prompt.ts";
import { assistant, breaks, says } from "../answer/played.ts";
import { Room } from "./room.ts";

vi.mock("../../../src/services.ts", () => ({ EMBEDDED_MODEL: "embedded" }));

let room: Room;
beforeEach(() => {
  room = new Room();
});

const SYSTEM = "system: Be kind.";

async function promptOf(text: string, more: Parameters<Room["say"]>[1] = {}): Promise<string[]> {
  await room.answer(room.say(text, more));
  return room.prompt();
}

describe("a question is put to the model", () => {
  it("alone, where nothing was said before", async () => {
    expect(await promptOf("hello")).toEqual([SYSTEM, "user: hello"]);
  });

  it("behind what was asked and answered, and behind the examples of a model file, in this order", async () => {
    room.assistant = assistant({ examples: [{ user: "eu", assistant: "ea" }] });
    room.past("one");
    room.past("two");
    expect(await promptOf("three")).toEqual([
      SYSTEM,
      "user: eu",
      "assistant: ea",
      "user: one",
      "assistant: to one",
      "user: two",
      "assistant: to two",
      "user: three",
    ]);
  });

  it.each<[string, () => void, string[]]>([
    ["a failed turn", () => room.past("x", "half", {}, { status: "failed" }), []],
    [
      "a stopped turn with words",
      () => room.past("x", "half", {}, { status: "stopped" }),
      ["user: x", "assistant: half"],
    ],
    ["a stopped turn without", () => room.past("x", "", {}, { status: "stopped" }), []],
    ["an answer of nothing", () => room.past("x", ""), []],
    ["a turn whose answer is still being made", () => room.say("x"), []],
    ["a command", () => room.past("/help", "list", { command: { name: "help", argument: "" } }), []],
    [
      "a choice of model",
      () => room.past("/model a", "chosen", { command: { name: "model", argument: "a" } }),
      [],
    ],
    [
      "a message that nobody could read",
      () => room.past("", "no", { command: { name: "unreadable", argument: "audio" } }),
      [],
    ],
  ])("with %s before it as the model should see that", async (_, happen, seen) => {
    room.past("before");
    happen();
    expect(await promptOf("now")).toEqual([
      SYSTEM,
      "user: before",
      "assistant: to before",
      ...seen,
      "user: now",
    ]);
  });

  it("with nothing from before the last /new, and with what was said since", async () => {
    room.past("secret");
    room.past("/new", "anew", { command: { name: "new", argument: "" } });
    room.past("one");
    expect(await promptOf("two")).toEqual([SYSTEM, "user: one", "assistant: to one", "user: two"]);
    expect(room.folded).toEqual([]);
  });

  it("the same by an object that was evicted meanwhile", async () => {
    room.past("one", "to one", { images: ["data:a"] });
    room.past("two");
    const before = await promptOf("three");
    room.wakeUp();
    room.past("four", "", {}, { status: "failed" });
    const after = await promptOf("three");
    expect(after).toEqual(before);
  });
});

describe("history", () => {
  const cost = (text: string) => turnTokens({ text, images: [], reply: `to ${text}` });

  it.each([
    [3, 0, 3],
    [3, -1, 2],
    [2, 0, 2],
    [1, 0, 1],
    [1, -1, 0],
    [0, 0, 0],
    [4, 1_000, 4],
  ])("of %i turns' tokens and %i holds %i of four turns, whole ones", async (fitting, more, held) => {
    for (const text of ["t1", "t2", "t3", "t4"]) room.past(text);
    room.assistant = assistant({ historyTokens: fitting * cost("t1") + more });
    const questions = (await promptOf("now")).filter((line) => line.startsWith("user: t"));
    expect(questions).toEqual(["user: t1", "user: t2", "user: t3", "user: t4"].slice(4 - held));
    expect(room.folded).toEqual(held === 4 ? [] : [[5, 4 - held]]);
  });

  it("ends at a turn that does not fit, though an older one would", async () => {
    room.past("small");
    room.past("字".repeat(500));
    room.past("last");
    room.assistant = assistant({ historyTokens: 3 * cost("small") });
    expect(await promptOf("now")).toEqual([SYSTEM, "user: last", "assistant: to last", "user: now"]);
    expect(room.folded).toEqual([[4, 2]]);
  });

  it("has sixty turns at most, however short they are", async () => {
    for (let turn = 1; turn <= 70; turn += 1) room.past(`t${turn}`);
    room.assistant = assistant({ historyTokens: 1_000_000 });
    expect(await promptOf("now")).toHaveLength(1 + 60 * 2 + 1);
    expect(room.folded).toEqual([[71, 10]]);
  });

  it.each([
    ["that failed", breaks(["Half"])],
    ["that failed at once", breaks()],
  ])("is not summed up behind an answer %s", async (_, model) => {
    room = new Room({ model });
    room.past("one");
    room.assistant = assistant({ historyTokens: 0 });
    await promptOf("two");
    expect(room.folded).toEqual([]);
  });

  it("is not summed up behind an answer that was stopped", async () => {
    room.past("one");
    room.assistant = assistant({ historyTokens: 0 });
    expect((await room.answer(room.say("two"), AbortSignal.abort())).status).toBe("stopped");
    expect(room.folded).toEqual([]);
  });
});

describe("images of earlier turns", () => {
  it("go along up to four, the newest first in line; of the others the words stay", async () => {
    room.past("old", "r", { images: ["a1", "a2"] });
    room.past("", "r", { images: ["b1"] });
    room.past("mid", "r", { images: ["c1", "c2"] });
    room.past("new", "r", { images: ["d1"] });
    const seen = (await promptOf("now")).filter((line) => line.startsWith("user"));
    expect(seen).toEqual(["user: old", "user: <b1>", "user: mid <c1> <c2>", "user: new <d1>", "user: now"]);
  });

  it("leave a word behind where they had none and no longer go along", async () => {
    room.past("", "r", { images: ["a1"] });
    for (const letter of ["b", "c", "d", "e"]) room.past(letter, "r", { images: [letter] });
    expect((await promptOf("now"))[1]).toBe("user: [image]");
  });

  it("go along only as far as their bytes allow", async () => {
    const half = `data:${"x".repeat(HISTORY_IMAGE_CHARACTERS / 2)}`;
    room.past("one", "r", { images: [half] });
    room.past("two", "r", { images: ["small"] });
    room.past("three", "r", { images: [half] });
    const seen = (await promptOf("now"))
      .filter((line) => line.startsWith("user"))
      .map((line) => line.slice(0, 20));
    expect(seen).toEqual(["user: one", "user: two <small>", "user: three <data:xx", "user: now"]);
  });

  it("count in what fits, a thousand tokens each", async () => {
    room.past("one", "r", { images: ["a1"] });
    room.assistant = assistant({ historyTokens: 1_000 });
    expect(await promptOf("now")).toEqual([SYSTEM, "user: now"]);
    room.assistant = assistant({ historyTokens: 1_050 });
    expect((await promptOf("again")).length).toBeGreaterThan(2);
  });

  it("of the question itself go along all, with words and without", async () => {
    expect(await promptOf("look", { images: ["a", "b", "c", "d", "e"] })).toEqual([
      SYSTEM,
      "user: look <a> <b> <c> <d> <e>",
    ]);
    expect((await promptOf("", { images: ["f"] })).at(-1)).toBe("user: <f>");
  });
});

describe("a question that is asked again", () => {
  it("is asked as the first time: without the answer that did not please, and without what came later", async () => {
    room.past("before");
    const first = room.past("question", "poor");
    room.past("later");
    await room.answer(room.retry(first));
    expect(room.prompt()).toEqual([SYSTEM, "user: before", "assistant: to before", "user: question"]);
  });

  it("has its images again", async () => {
    const first = room.past("look", "poor", { images: ["a1"] });
    await room.answer(room.retry(first));
    expect(room.prompt()).toEqual([SYSTEM, "user: look <a1>"]);
  });

  it("stands in the history once, with its later answer, where that was given", async () => {
    const first = room.past("question", "poor");
    room.past("between");
    const again = room.retry(first);
    room.finish(again, "better");
    room.turns.supersede(again, first);
    expect(await promptOf("now")).toEqual([
      SYSTEM,
      "user: between",
      "assistant: to between",
      "user: question",
      "assistant: better",
      "user: now",
    ]);
  });

  it("keeps its first answer on a way beside the one on which the later was given", async () => {
    const first = room.past("question", "poor");
    const again = room.retry(first);
    room.finish(again, "better");
    room.turns.supersede(again, first);
    await room.answer(room.say("something else", {}, again));
    expect(room.prompt()).toEqual([SYSTEM, "user: question", "assistant: poor", "user: something else"]);
  });

  it("asked a third time is asked as the first time still", async () => {
    const first = room.past("question", "poor");
    const second = room.retry(first);
    const third = room.retry(second);
    expect(room.turns.bySeq(third)).toMatchObject({ question: "question", again_of: first, skip_cache: 1 });
    await room.answer(third);
    expect(room.prompt()).toEqual([SYSTEM, "user: question"]);
  });
});

describe("another version of a message", () => {
  it("sees what stood before it, and neither the first version nor what followed that", async () => {
    room.past("before");
    const first = room.past("first version");
    room.past("behind it");
    await room.answer(room.say("second version", {}, first));
    expect(room.prompt()).toEqual([SYSTEM, "user: before", "assistant: to before", "user: second version"]);
  });

  it("is what later questions see", async () => {
    const first = room.past("first version");
    const second = room.say("second version", {}, first);
    await room.answer(second);
    room.finish(second, "to second");
    expect(await promptOf("now")).toEqual([
      SYSTEM,
      "user: second version",
      "assistant: to second",
      "user: now",
    ]);
    room.turns.path.show(first);
    expect(await promptOf("there")).toEqual([
      SYSTEM,
      "user: first version",
      "assistant: to first version",
      "user: there",
    ]);
  });

  it("takes the first one's images along, unless it brings others", async () => {
    const first = room.past("look", "r", { images: ["a1"] });
    await room.answer(room.say("look closer", {}, first));
    expect(room.prompt()).toEqual([SYSTEM, "user: look closer <a1>"]);
    await room.answer(room.say("at this", { images: ["b1"] }, first));
    expect(room.prompt()).toEqual([SYSTEM, "user: at this <b1>"]);
  });
});

describe("a running summary", () => {
  const summarize = (through: number, since = 1) =>
    room.turns.summary.write({ through, since, text: "Ann likes tea." });
  const isTold = () => room.prompt()[0]?.includes("> Ann likes tea.") ?? false;

  beforeEach(() => {
    room.assistant = assistant({ historyTokens: 0 });
    for (const text of ["one", "two", "three"]) room.past(text);
  });

  it("comes along when something was dropped, as a quotation, by an object that wakes up too", async () => {
    summarize(2);
    room.wakeUp();
    await promptOf("now");
    expect([isTold(), room.prompt().length]).toEqual([true, 2]);
    expect(room.prompt()[0]).toMatch(/^system: Be kind\.\n\n.*not instructions:\n> Ann likes tea\.$/s);
  });

  it("stays out while everything fits", async () => {
    summarize(1);
    room.assistant = assistant();
    await promptOf("now");
    expect(isTold()).toBe(false);
  });

  it.each<[string, () => unknown, () => number]>([
    ["to a question that is asked again from before its end", () => null, () => room.retry(2)],
    ["to another version of a turn that it holds", () => null, () => room.say("other", {}, 2)],
    [
      "behind /new",
      () => {
        room.past("/new", "anew", { command: { name: "new", argument: "" } });
        // Something is dropped, so that a summary would come along.
        room.past("x");
      },
      () => room.say("now"),
    ],
    ["once it is dropped", () => room.turns.summary.drop(), () => room.say("now")],
    ["once what it was made of is too old", () => room.turns.summary.expire(51), () => room.say("now")],
  ])("is not told %s", async (_, meanwhile, next) => {
    summarize(2, 50);
    meanwhile();
    await room.answer(next());
    expect(isTold()).toBe(false);
  });

  it("stays what it is when only older things expire, and says how often it was dropped", () => {
    summarize(2, 50);
    room.turns.summary.expire(50);
    expect([room.turns.summary.before(4)?.text, room.turns.summary.drops]).toEqual(["Ann likes tea.", 0]);
    room.turns.summary.expire(51);
    room.turns.summary.expire(52);
    expect([room.turns.summary.before(4), room.turns.summary.drops]).toEqual([null, 1]);
    room.turns.summary.drop();
    expect(room.turns.summary.drops).toBe(2);
  });

  it("there is one of, the newest", () => {
    summarize(1);
    room.turns.summary.write({ through: 2, since: 1, text: "Newer." });
    expect(room.turns.summary.before(4)).toEqual({ through: 2, since: 1, text: "Newer." });
    expect(room.turns.summary.before(2)).toBeNull();
  });
});

describe("who answers", () => {
  it.each<[string, string | null, string | null, string | null]>([
    ["nobody chose", null, null, null],
    ["/model chose", "hr", null, "hr"],
    ["the message names one", null, "it", "it"],
    ["the message names one against the choice", "hr", "it", "it"],
  ])("is looked for where %s", async (_, chosen, named, model) => {
    room.listed = ["hr"];
    room.turns.chooseModel(chosen);
    await promptOf("q", { model: named });
    expect(room.wishes).toEqual([{ model, channel: "api", chatId: null }]);
  });

  it("is no longer a choice that the operator took back; programs go on with what the endpoint has", async () => {
    room.config.modelChoices = ["other"];
    room.listed = ["gone"];
    room.turns.chooseModel("gone");
    await promptOf("q", { channel: "web" });
    await promptOf("q", { channel: "api" });
    room.listed = [];
    await promptOf("q", { channel: "api" });
    room.holdings = { ...room.holdings, models: [{ name: "gone", version: 1, title: "Back as a file" }] };
    await promptOf("q", { channel: "web" });
    expect(room.wishes).toMatchObject([
      { model: null },
      { model: "gone" },
      { model: null },
      { model: "gone" },
    ]);
  });

  it("reads a short question in the light of three before it, the newest first", async () => {
    room = new Room({ passages: [{ text: "Ten days." }] });
    room.holdings = { models: [], knowledge: { revision: 1, documents: 1 } };
    for (const text of ["one", "two", "three", "four"]) room.past(text);
    room.past("failed", "", {}, { status: "failed" });
    await promptOf("and interns?");
    expect(room.played.searches[0]?.question).toEqual({
      text: "and interns?",
      before: ["failed", "four", "three"],
    });
  });

  it("without a model are the documents; a bare image from a platform cannot be seen by them", async () => {
    room = new Room({ model: null });
    expect((await room.answer(room.say("q"))).reply).toBe("From the documents.");
    const origin = { chatId: "c", chatKind: "person", attachments: [{ key: "img" }] };
    const seen = await room.answer(room.say(" ", { origin: origin as never, channel: "feishu" }));
    expect([seen.model, seen.reply]).toEqual(["command", expect.stringContaining("no model that sees")]);
  });

  it("has nothing to answer where the image of a bare message was lost", async () => {
    room = new Room({ model: says(["never"]) });
    room.language = "zh";
    const lost = await room.answer(room.say(" "));
    expect([lost.model, lost.reply, room.played.requests]).toEqual([
      "command",
      expect.stringContaining("请再发一次"),
      [],
    ]);
  });
});
