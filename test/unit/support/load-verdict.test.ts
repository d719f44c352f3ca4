// The load's verdict must turn red for whatever a person would complain of: each fault is put into the book here, one by one.
import { beforeEach, describe, expect, it } from "vitest";
import { historyFlaws } from "../../load/histories.ts";
import { type Entry, Ledger, type Sighting } from "../../load/ledger.ts";
import { answerOf, type Message } from "../../load/message.ts";
import { type Aftermath, type Kill, problemsOf, tally } from "../../load/verdict.ts";

let ledger: Ledger;
let kills: Kill[];
let aftermath: Aftermath;
let chaos: boolean;

beforeEach(() => {
  ledger = new Ledger();
  kills = [];
  chaos = false;
  aftermath = {
    rows: [],
    turns: 0,
    deliveries: { pending: 0, deadIn: 0, deadOut: 0 },
    alarms: 0,
    drainedMs: 100,
    histories: [],
    errorLines: [],
    unheard: new Set(),
  };
});

function send(id: string, change: Partial<Message> = {}): Entry {
  const kind = (/^[a-z]+/.exec(id)?.[0] ?? "web") as Message["kind"];
  const answer = answerOf(id, 10);
  const message = { id, kind, chat: `${kind}-chat`, position: 0, text: "", answer, fate: "answer" as const };
  return ledger.sent({ ...message, ...change }, 1_000);
}

function see(id: string, text: string, change: Partial<Sighting> = {}): void {
  const platform = id.startsWith("feishu") ? "feishu" : "dingtalk";
  const at = change.at ?? 2_000;
  ledger.seen({
    platform,
    key: `key-${id}`,
    chat: `${platform}-chat`,
    text,
    at,
    finishedAt: at,
    replyTo: null,
    ...change,
  });
}

function row(id: string, status = "ok"): void {
  aftermath.rows.push({ request_id: id, status });
  aftermath.turns += 1;
}

/** One message of a platform as it should go. */
function answerWell(id: string, position = 0, at = 2_000): Entry {
  const entry = send(id, { position });
  ledger.acknowledged(entry, 1_050);
  see(id, entry.message.answer, { at });
  row(id);
  return entry;
}

function problems(memory = { before: null as number | null, after: null as number | null }): string[] {
  return problemsOf({ ledger, kills, aftermath, memory, chaos });
}

describe("a run as it should be", () => {
  it("is green", () => {
    answerWell("feishu1");
    answerWell("dingtalk2");
    const web = send("web3");
    ledger.spoke(web, 1_500);
    ledger.answered(web, web.message.answer, 2_000);
    row("web3");
    expect(problems({ before: 200, after: 250 })).toEqual([]);
    expect(tally(ledger, kills, aftermath.unheard)).toMatchObject({
      messages: 3,
      answered: 3,
      lost: [],
      doubled: [],
    });
  });

  it("an answer that grows before people's eyes is one answer", () => {
    const entry = send("feishu1");
    ledger.acknowledged(entry, 1_050);
    see("feishu1", entry.message.answer.slice(0, 40), { finishedAt: null });
    expect(entry.end).toBeNull();
    see("feishu1", entry.message.answer, { finishedAt: 2_600 });
    row("feishu1");
    expect([entry.end, entry.endedAt, problems()]).toEqual(["answered", 2_600, []]);
  });

  it("a message that nobody acknowledged is not lost: the platform knows that it has to come again", () => {
    send("feishu1");
    expect(problems()).toEqual([]);
  });
});

describe("red", () => {
  it("when an acknowledged message was never answered", () => {
    const entry = send("feishu1");
    ledger.acknowledged(entry, 1_050);
    expect(problems()).toEqual(["1 acknowledged and never answered: feishu1"]);
  });

  it("when an answer is seen twice", () => {
    const entry = answerWell("feishu1");
    see("feishu1", entry.message.answer, { key: "another", at: 9_000 });
    expect(problems()).toEqual(["1 shown more than once: feishu1 2 times"]);
  });

  it("when somebody gets another's answer", () => {
    const [entry, other] = [send("web1"), send("web2")];
    ledger.answered(entry, other.message.answer, 2_000);
    ledger.answered(other, other.message.answer, 2_000);
    for (const id of ["web1", "web2"]) row(id);
    expect(problems()).toEqual([
      expect.stringMatching(/^1 answered with something else: web1 “Answer web2 begins/),
    ]);
  });

  it("when a platform shows an answer in another chat", () => {
    const entry = answerWell("feishu1");
    see("feishu1", entry.message.answer, { key: "another", chat: "stranger" });
    expect(problems()).toEqual([expect.stringMatching(/^1 said to people for no message: “Answer feishu1/)]);
  });

  it("when an answer is shown that is none", () => {
    const entry = send("feishu1");
    ledger.acknowledged(entry, 1_050);
    see("feishu1", `${entry.message.answer} And more.`);
    row("feishu1");
    expect(problems()).toHaveLength(2);
    expect(problems().join()).toMatch(/never answered: feishu1.*answered with something else: feishu1 “/);
  });

  it("when the answers of one chat come in another order than the questions", () => {
    answerWell("dingtalk1", 0, 3_000);
    answerWell("dingtalk2", 1, 2_000);
    expect(problems()).toEqual(["1 shown before one that was asked earlier: dingtalk1"]);
  });

  it("when something fails although nothing around is ill", () => {
    const entry = send("feishu1");
    ledger.acknowledged(entry, 1_050);
    see("feishu1", "Sorry, I could not answer this.\n\nRequest id: feishu1");
    row("feishu1", "failed");
    aftermath.deliveries.deadIn = 1;
    ledger.fault("GET /health 503", 3_000);
    expect(problems()).toEqual([
      "1 failed: GET /health 503",
      "1 failed although the model was well: feishu1",
    ]);
  });

  it("when a call is cut off, or ends without a word", () => {
    ledger.cut(send("completion1"), 2_000);
    expect(problems()).toEqual(["1 cut off: completion1"]);
  });

  it("when the log lacks a row, has one twice, or one of nobody", () => {
    answerWell("feishu1");
    answerWell("feishu2", 1);
    aftermath.rows = [
      { request_id: "feishu2", status: "ok" },
      { request_id: "feishu2", status: "ok" },
      { request_id: "stranger", status: "ok" },
    ];
    aftermath.turns = 3;
    expect(problems()).toEqual([
      "1 without a row in conversation_logs: feishu1",
      "1 more than once in conversation_logs: feishu2 2 rows",
      "1 in conversation_logs, and sent by nobody: stranger",
    ]);
  });

  it("when the charts count otherwise than the list", () => {
    answerWell("feishu1");
    aftermath.turns = 2;
    expect(problems()).toEqual(["the console counts 2 turns, and lists 1"]);
  });

  it.each([
    [{ drainedMs: null }, "the backlog was not empty in time"],
    [{ deliveries: { pending: 2, deadIn: 0, deadOut: 0 } }, "2 deliveries still pending"],
    [{ deliveries: { pending: 0, deadIn: 0, deadOut: 1 } }, "1 answers given up on their way"],
    [{ deliveries: { pending: 0, deadIn: 1, deadOut: 0 } }, "1 messages listed as failed, 0 seen to fail"],
    [{ alarms: 3 }, "3 conversations whose alarm still rings"],
    [{ histories: ["web1 2 times"] }, "1 in a page's history: web1 2 times"],
    [{ errorLines: ["turn_failed"] }, "1 error lines of the Worker: turn_failed"],
  ] satisfies [Partial<Aftermath>, string][])("when all should be quiet and there is %o", (found, words) => {
    Object.assign(aftermath, found);
    expect(problems()).toEqual([words]);
  });

  it("when the memory grows by more than half", () => {
    expect(problems({ before: 200, after: 300 })).toEqual([]);
    expect(problems({ before: 200, after: 301 })).toEqual(["memory grew from 200 to 301 MiB"]);
  });
});

describe("under chaos", () => {
  beforeEach(() => {
    chaos = true;
    kills = [{ at: 2_500, upAt: 4_000 }];
  });

  function showTwice(id: string, first: number): void {
    const entry = answerWell(id, 0, first);
    see(id, entry.message.answer, { key: `${id} again`, at: 5_000 });
  }

  it("a double on DingTalk at the moment of a kill is known, far from it not", () => {
    showTwice("dingtalk1", 2_400);
    expect([problems(), tally(ledger, kills, aftermath.unheard).doubled]).toEqual([
      [],
      [{ id: "dingtalk1", kind: "dingtalk", times: 2, cause: "kill" }],
    ]);
    kills = [{ at: 30_000, upAt: 31_000 }];
    expect(problems()).toEqual(["1 shown more than once: dingtalk1 2 times"]);
  });

  it("a double on DingTalk whose first sending had no answer is known, and red where nothing around is ill", () => {
    showTwice("dingtalk1", 900);
    aftermath.unheard = new Set(["dingtalk1"]);
    expect(problems()).toEqual([]);
    chaos = false;
    expect(problems()).toEqual(["1 shown more than once: dingtalk1 2 times (unheard)"]);
  });

  it("a double on Feishu never is, whenever it comes", () => {
    showTwice("feishu1", 2_400);
    expect(problems()).toEqual(["1 shown more than once: feishu1 2 times (kill)"]);
  });

  it("more than two doubles a kill are too many", () => {
    for (const id of ["dingtalk1", "dingtalk2", "dingtalk3"]) showTwice(id, 2_400);
    expect(problems()).toEqual(["3 doubles on DingTalk at 1 kills"]);
  });

  it("a broken connection at a kill is no news, one far from it is", () => {
    ledger.fault("POST /api/chat ECONNRESET", 2_501);
    ledger.fault("POST /api/chat ECONNREFUSED", 6_900);
    expect(problems()).toEqual([]);
    ledger.fault("POST /api/chat 500", 9_000);
    expect(problems()).toEqual(["1 failed far from any kill: POST /api/chat 500"]);
  });

  it("a failure that people read is an end, in a note or behind the first part of an answer", () => {
    const [note, half] = [send("feishu1", { fate: "failure" }), send("dingtalk2", { fate: "failure" })];
    for (const entry of [note, half]) ledger.acknowledged(entry, 1_050);
    see("feishu1", "抱歉，这条消息没能得到回答：模型没有响应。\n\n请求编号：feishu1");
    see("dingtalk2", `${half.message.answer.slice(0, 50)}\n\n(The answer broke off here.)`);
    for (const id of ["feishu1", "dingtalk2"]) row(id, "failed");
    aftermath.deliveries.deadIn = 2;
    expect([note.end, half.end, problems()]).toEqual(["failed", "failed", []]);
  });

  it("an answer where the model broke off is none", () => {
    const entry = send("web1", { fate: "failure" });
    ledger.answered(entry, entry.message.answer, 2_000);
    row("web1");
    expect(problems()).toEqual([expect.stringMatching(/although the model broke off/)]);
  });

  it("who did not hear of a failure asks again, which makes a second row; a second answer is one too many", () => {
    const entry = send("web1");
    ledger.answered(entry, entry.message.answer, 2_000);
    row("web1", "failed");
    row("web1");
    expect(problems()).toEqual([]);
    row("web1");
    expect(problems()).toEqual(["1 more than once in conversation_logs: web1 3 rows"]);
  });

  it("a kill may take the row of a call to /v1 with it, and of nothing else", () => {
    for (const id of ["completion1", "web2"]) {
      const entry = send(id);
      ledger.answered(entry, entry.message.answer, 2_000);
    }
    expect(problems()).toEqual(["1 without a row in conversation_logs: web2"]);
    kills = [];
    expect(problems()).toEqual(["2 without a row in conversation_logs: completion1, web2"]);
  });
});

describe("a page's history", () => {
  const entries = () => {
    const [first, second] = [send("web1", { position: 0 }), send("web2", { position: 1 })];
    for (const entry of [first, second]) ledger.answered(entry, entry.message.answer, 2_000);
    return [first, second];
  };
  const line = ({ message }: Entry, content = message.answer) => {
    return { message_id: message.id, role: "assistant", content, status: "ok" };
  };

  it("is right with every answer once and in its place", () => {
    const all = entries();
    const questions = all.map((entry) => ({ ...line(entry), role: "user" }));
    expect(historyFlaws([...questions, ...all.map((entry) => line(entry))], all)).toEqual([]);
  });

  it.each([
    ["twice", ([one, two]: Entry[]) => [line(one!), line(one!), line(two!)], "web1 2 times"],
    ["missing", ([one]: Entry[]) => [line(one!)], "web2 not as it was read: “nothing”"],
    ["changed", ([one, two]: Entry[]) => [line(one!), line(two!, "else")], "web2 not as it was read: “else”"],
    ["before an earlier one", ([one, two]: Entry[]) => [line(two!), line(one!)], "web1 out of its place"],
  ])("shows an answer %s", (_, lines, words) => {
    const all = entries();
    expect(historyFlaws(lines(all), all)).toEqual([words]);
  });
});
