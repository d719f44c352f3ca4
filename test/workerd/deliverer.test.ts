// The way of an answer out of its conversation: in order, part by part, tried again, given up; shown while it is being made.
import { describe, expect, it, vi } from "vitest";
import { partsOf } from "../../src/conversation/delivery-store.ts";
import { type Played, withDeliverer } from "./delivery-support.ts";

const AGAIN = { kind: "again", error: "99991400: too fast", pauseMs: null } as const;
const DEAD = { kind: "dead", error: "230002: the bot is not in the group" } as const;

const sent = ({ calls }: Played) => calls.filter(({ verb }) => verb === "send").map(({ text }) => text);
const shown = ({ calls }: Played) => calls.filter(({ verb }) => verb === "show").map(({ text }) => text);
const stateOf = ({ store }: Played, seq: number) => {
  const row = store.bySeq(seq);
  return row === null ? null : `${row.state} ${row.attempts}`;
};

describe("a finished answer", () => {
  it("leaves part by part, each with a key of its own that follows from message and place alone", async () => {
    const keys: string[][] = [];
    for (let round = 0; round < 2; round += 1)
      await withDeliverer(async (played) => {
        const turn = played.arrives("m1");
        played.answered(turn, { reply: "one two three four five six seven" });
        await played.deliverer.run();
        expect(sent(played)).toEqual(["one two three four f", "ive six seven"]);
        expect(stateOf(played, turn.seq)).toBe("done 1");
        keys.push(played.calls.map(({ key }) => key));
      });
    expect(keys[0]).toEqual(keys[1]);
    expect(new Set(keys[0]).size).toBe(2);
    expect(keys[0]?.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
  });

  it("leaves in the order of the questions, also behind one that has to wait", async () => {
    await withDeliverer(async (played) => {
      const [first, second] = [played.arrives("m1"), played.arrives("m2")];
      played.sends.push(AGAIN);
      played.answered(first, { reply: "first" });
      played.answered(second, { reply: "second" });
      await played.deliverer.run();
      expect(sent(played)).toEqual(["first"]);
      played.clock.now = played.store.head()?.dueAt ?? 0;
      await played.deliverer.run();
      expect(sent(played)).toEqual(["first", "first", "second"]);
      expect([stateOf(played, first.seq), stateOf(played, second.seq)]).toEqual(["done 2", "done 1"]);
    });
  });

  it("goes on with the part that failed, not from the start", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.answered(turn, { reply: "a".repeat(45) });
      played.sends.push({ kind: "sent" }, AGAIN);
      await played.deliverer.run();
      played.clock.now = played.store.head()?.dueAt ?? 0;
      await played.deliverer.run();
      expect(sent(played).map((text) => text.length)).toEqual([20, 20, 20, 5]);
      const [one, two, again, three] = played.calls.map(({ key }) => key);
      expect(two).toBe(again);
      expect(new Set([one, two, three]).size).toBe(3);
    });
  });

  it("is tried for ten minutes with growing pauses, then it is dead and says why", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.answered(turn);
      const begun = played.clock.now;
      const pauses: number[] = [];
      while (played.store.bySeq(turn.seq)?.state === "pending") {
        played.sends.push(AGAIN);
        await played.deliverer.run();
        const due = played.store.head()?.dueAt;
        if (due === undefined) break;
        pauses.push(due - played.clock.now);
        played.clock.now = due;
      }
      expect(pauses.length).toBeGreaterThan(8);
      expect(pauses[0]).toBeLessThanOrEqual(1_200);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(72_000);
      expect(Math.max(...pauses)).toBeGreaterThan(40_000);
      expect(played.clock.now - begun).toBeLessThanOrEqual(600_000);
      expect(played.clock.now - begun).toBeGreaterThan(500_000);
      expect(played.store.bySeq(turn.seq)?.last_error).toBe("given up after ten minutes: 99991400: too fast");
      expect(played.told().at(-1)).toMatch(/^out dead/);
    });
  });

  it("waits as long as the platform asks", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.answered(turn);
      played.sends.push({ ...AGAIN, pauseMs: 30_000 });
      await played.deliverer.run();
      expect(played.store.bySeq(turn.seq)?.due_at).toBe(played.clock.now + 30_000);
    });
  });

  it("that is refused for good is dead at once, and the next one leaves", async () => {
    await withDeliverer(async (played) => {
      const [first, second] = [played.arrives("m1"), played.arrives("m2")];
      played.sends.push(DEAD);
      played.answered(first);
      played.answered(second);
      await played.deliverer.run();
      expect([stateOf(played, first.seq), stateOf(played, second.seq)]).toEqual(["dead 1", "done 1"]);
      expect(played.store.bySeq(first.seq)?.last_error).toBe(DEAD.error);
      expect(played.told()).toEqual(["out dead 1", "out done 1"]);
    });
  });

  it("that was given up while it was being sent stays given up", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.answered(turn);
      const run = played.deliverer.run();
      played.store.giveUp(turn.seq, "discarded", played.clock.now);
      await run;
      expect(stateOf(played, turn.seq)).toMatch(/^dead/);
    });
  });

  it("has other keys when the message was answered anew", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.turns.beginRun(turn.seq);
      played.answered(turn, {
        status: "failed",
        reply: "",
        error: { message: "", type: "", code: "x", param: null },
      });
      await played.deliverer.run();
      const failed = played.turns.bySeq(turn.seq);
      if (failed === null) throw new Error("no turn");
      played.turns.askOnceMore(failed, played.clock.now);
      played.store.dropOrphans();
      const again = played.turns.byMessageId("m1");
      if (again === null) throw new Error("no turn");
      played.answered(again);
      await played.deliverer.run();
      const keys = played.calls.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it("of a platform that is switched off is kept, and leaves when it is on again", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.answered(turn);
      played.clock.isOff = true;
      await played.deliverer.run();
      expect(played.store.bySeq(turn.seq)).toMatchObject({
        state: "pending",
        last_error: expect.stringMatching(/^channel_off/),
      });
      played.clock.isOff = false;
      played.clock.now = played.store.head()?.dueAt ?? 0;
      await played.deliverer.run();
      expect(stateOf(played, turn.seq)).toBe("done 2");
    });
  });

  it("that was stopped before its first word is done without a message", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.turns.finish(
        turn.seq,
        {
          status: "stopped",
          reply: "",
          model: "",
          modelVersion: null,
          cached: false,
          usage: null,
          sources: [],
          tools: [],
          truncated: false,
          error: null,
          firstTokenAt: null,
        },
        "log",
        played.clock.now,
      );
      played.store.open(turn.seq, "out", played.clock.now);
      played.store.makeReady(turn.seq, played.clock.now);
      await played.deliverer.run();
      // Stopped before its first word: there is nothing to say.
      expect(played.calls).toEqual([]);
      expect(stateOf(played, turn.seq)).toBe("done 1");
    });
  });
});

describe("what is said about an answer", () => {
  const replyTo = async (end: Parameters<Played["answered"]>[1], text = "question", sentAgoMs = 0) => {
    let said = "";
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1", { sentAt: played.clock.now - sentAgoMs }, text);
      played.answered(turn, end);
      await played.deliverer.run();
      said = sent(played).join("");
    });
    return said;
  };
  const failure = (code: string) => ({
    message: "secret details",
    type: "upstream_error",
    code,
    param: null,
  });

  it("half an answer is marked as broken off, with the reason and a request id, in the reader's language", async () => {
    const english = await replyTo({ status: "failed", reply: "half an", error: failure("model_silent") });
    expect(english).toBe(
      "half an\n\n(The answer broke off here.)\n\nSorry, I could not answer this: the model stopped before it was finished. " +
        "`/retry` asks once more.\n\nRequest id: request m1",
    );
    const chinese = await replyTo(
      { status: "failed", reply: "", error: failure("model_timeout") },
      "请问怎么报销",
    );
    expect(chinese).toBe(
      "抱歉，这条消息没能得到回答：模型没有在时限内答完。可以把问题问小一些，或发送“/重试”。\n\n请求编号：request m1",
    );
  });

  it("an unknown failure shows no detail", async () => {
    const said = await replyTo({ status: "failed", reply: "", error: failure("internal_error") });
    expect(said).toContain("something went wrong on our side");
    expect(said).not.toContain("secret");
  });

  it("a stopped and a cut answer are marked", async () => {
    expect(await replyTo({ status: "stopped", reply: "so far" })).toBe("so far\n\n(stopped)");
    expect(await replyTo({ truncated: true })).toMatch(/^the answer\n\n\(The model ended this answer early/);
  });

  it("a late message is answered and told so, past half an hour", async () => {
    expect(await replyTo({}, "question", 29 * 60_000)).toBe("the answer");
    expect(await replyTo({}, "question", 40 * 60_000)).toMatch(
      /^\(Your message reached me more than half an hour late/,
    );
    expect(await replyTo({}, "请问", 6.5 * 3_600_000)).toMatch(
      /^（这条消息晚了约 6 小时才送达。）\n\nthe answer$/,
    );
  });

  it("no answer is no silence", async () => {
    expect(await replyTo({ reply: " \n" })).toBe(
      "The model gave no answer this time. Ask in other words, or send `/retry`.",
    );
  });

  it("sources are named once", async () => {
    const source = { title: "Handbook", snippet: "…" };
    expect(await replyTo({ sources: [source, source, { ...source, url: "https://a.example/x" }] })).toBe(
      "the answer\n\nSources: Handbook, [Handbook](https://a.example/x)",
    );
    const odd = { title: "Plan](https://b.example) [2026]", url: "https://a.example/x y)", snippet: "…" };
    expect(await replyTo({ sources: [odd] })).toBe(
      "the answer\n\nSources: [Plan\\](https://b.example) \\[2026\\]](<https://a.example/x y)>)",
    );
  });
});

describe("an answer that is being made", () => {
  it("opens no card when it is there at once", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      live.add("quick");
      live.end({
        event: "error",
        data: { error: { message: "", type: "", code: "", param: null }, request_id: "" },
      });
      played.answered(turn, { reply: "quick" });
      await played.deliverer.run();
      expect(played.calls.map(({ verb }) => verb)).toEqual(["send"]);
    }, true);
  });

  const ended = {
    event: "error",
    data: { error: { message: "", type: "", code: "", param: null }, request_id: "" },
  } as const;

  it("grows in its card, the latest text wins, and is finished only after the last showing ended", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      await vi.waitFor(() => expect(shown(played)).toEqual([""]));
      for (const piece of ["a", "b", "c"]) live.add(piece);
      await vi.waitFor(() => expect(shown(played).at(-1)).toBe("abc"));
      expect(shown(played).length).toBeLessThanOrEqual(4);
      live.end(ended);
      played.answered(turn, { reply: "abcd" });
      await played.deliverer.run();
      expect(played.calls.at(-1)).toMatchObject({ verb: "send", text: "abcd" });
      expect(new Set(played.calls.map(({ key }) => key)).size).toBe(1);
    }, true);
  });

  it("goes on in a new card when one is full; the full one is finished for good", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      live.add("x".repeat(25));
      await vi.waitFor(() => expect(shown(played)).toContain("xxxxx"));
      expect(sent(played)).toEqual(["x".repeat(20)]);
      live.add("y");
      await vi.waitFor(() => expect(shown(played).at(-1)).toBe("xxxxxy"));
      live.end(ended);
      played.answered(turn, { reply: `${"x".repeat(25)}yz` });
      await played.deliverer.run();
      expect(sent(played)).toEqual(["x".repeat(20), "xxxxxyz"]);
      expect(partsOf(played.store.bySeq(turn.seq)!).map(({ done, card }) => `${done} ${card}`)).toEqual([
        "true null",
        "true card 1",
      ]);
    }, true);
  });

  it("is shown no more once the platform ended the showing, and still arrives", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.shows.push({ kind: "shown" }, { kind: "over", error: "300309: streaming closed" });
      const live = played.begins(turn);
      await vi.waitFor(() => expect(shown(played)).toHaveLength(1));
      live.add("one");
      await vi.waitFor(() => expect(shown(played)).toHaveLength(2));
      live.add("two");
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(shown(played)).toHaveLength(2);
      // A card that was open before does not speak against cards.
      expect(played.clock.restedCards).toBe(0);
      live.end(ended);
      played.answered(turn, { reply: "onetwo" });
      await played.deliverer.run();
      expect(sent(played)).toEqual(["onetwo"]);
    }, true);
  });

  it("lets cards rest when none could be opened", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.shows.push({ kind: "over", error: "99991672: scope missing" });
      const live = played.begins(turn);
      await vi.waitFor(() => expect(played.clock.restedCards).toBe(1));
      live.end(ended);
    }, true);
  });

  it("lets cards be where the reason lies in this one message", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.shows.push({ kind: "over", error: "no_staff_id: nobody to show it to", onlyHere: true });
      const live = played.begins(turn);
      await vi.waitFor(() => expect(shown(played)).toHaveLength(1));
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(played.clock.restedCards).toBe(0);
      live.end(ended);
    }, true);
  });

  it("is not shown while cards rest or the month's calls run out", async () => {
    await withDeliverer(async (played) => {
      played.clock.slowdown = null;
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      live.add("one");
      await new Promise((resolve) => setTimeout(resolve, 400));
      live.end(ended);
      played.answered(turn, { reply: "one" });
      await played.deliverer.run();
      expect(played.calls.map(({ verb }) => verb)).toEqual(["send"]);
    }, true);
  });

  it("says that it was stopped when a card stands open without a word", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      await vi.waitFor(() => expect(shown(played)).toEqual([""]));
      live.end(ended);
      played.answered(turn, { status: "stopped", reply: "" });
      await played.deliverer.run();
      expect(sent(played)).toEqual(["(stopped)"]);
    }, true);
  });

  it("is closed after a crash by the progress that was noted", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.store.open(turn.seq, "out", played.clock.now);
      played.store.note(turn.seq, 0, {
        done: false,
        form: null,
        card: "card of before",
        openedAt: 1,
        messageId: "om_9",
        closed: false,
        notes: {},
      });
      played.answered(turn, { reply: "late" });
      await played.deliverer.run();
      expect(sent(played)).toEqual(["late"]);
      expect(partsOf(played.store.bySeq(turn.seq)!)[0]).toMatchObject({ card: "card of before", done: true });
    }, true);
  });

  it("waits with its card until the answers before it have left", async () => {
    await withDeliverer(async (played) => {
      const [first, second] = [played.arrives("m1"), played.arrives("m2")];
      played.answered(first, { reply: "first" });
      const live = played.begins(second);
      live.add("early");
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(shown(played)).toEqual([]);
      await played.deliverer.run();
      await vi.waitFor(() => expect(shown(played)).toEqual(["early"]));
      expect(played.calls.map(({ verb }) => verb)).toEqual(["send", "show"]);
      live.end(ended);
    }, true);
  });

  it("that a crash ended is said anew in the same cards; cards that are too many point to it", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      live.add("o".repeat(45));
      await vi.waitFor(() => expect(shown(played)).toContain("ooooo"));
      live.end(ended);
      await new Promise((resolve) => setTimeout(resolve, 20));
      played.calls.length = 0;
      // The process is gone; the answer is made again and is another one.
      played.answered(turn, { reply: `${"n".repeat(20)}new end` });
      await played.deliverer.run();
      expect(sent(played)).toEqual(["n".repeat(20), "new end", "(The answer stands above.)"]);
      expect(stateOf(played, turn.seq)).toBe("done 1");
    }, true);
  });

  it("is given up with a last word in its card, and without its sign", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      await vi.waitFor(() => expect(shown(played)).toEqual([""]));
      live.end(ended);
      played.answered(turn);
      played.sends.push({ kind: "dead", error: "230028: stopped" });
      played.store.setSign(turn.seq, "sign-1");
      await played.deliverer.run();
      expect(sent(played)).toEqual(["the answer", "(stopped)"]);
      expect(played.calls.map(({ verb }) => verb)).toContain("unsign");
      expect(stateOf(played, turn.seq)).toBe("dead 1");
    }, true);
  });

  it("loses its sign also when the process ends between the answer and the removal", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      played.answered(turn);
      played.store.setSign(turn.seq, "sign-1");
      await played.deliverer.run();
      const verbs = played.calls.map(({ verb }) => verb);
      // Taken away before the delivery is settled: a stop before that leaves it pending, and the removal is made again.
      expect(verbs).toEqual(["send", "unsign"]);
      expect(played.store.bySeq(turn.seq)?.sign).toBeNull();
    });
  });

  it("has a sign where no card shows it, which goes when the answer is there", async () => {
    await withDeliverer(async (played) => {
      const turn = played.arrives("m1");
      const live = played.begins(turn);
      await vi.waitFor(() => expect(played.store.bySeq(turn.seq)?.sign).toBe("sign-1"));
      live.end(ended);
      played.answered(turn);
      await played.deliverer.run();
      expect(played.calls.map(({ verb }) => verb)).toEqual(["sign", "send", "unsign"]);
      expect(played.store.bySeq(turn.seq)?.sign).toBeNull();
    });
  });
});
