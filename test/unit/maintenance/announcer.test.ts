// Telling that the documents changed: never two tellings at once, and no change that goes untold.
import { expect, it } from "vitest";
import { Announcer } from "../../../src/maintenance/announcer.ts";
import { gate, PlayedServices, settle } from "./played.ts";

function stage() {
  const played = new PlayedServices();
  const announcer = new Announcer(played.services);
  return { played, announcer, told: () => played.calls.filter((call) => call.startsWith("announce")) };
}

it("the revision rises with every telling, the number of documents is the index's, and model files stay", async () => {
  const { played, announcer } = stage();
  const models = [{ name: "hr", version: 3, title: "HR" }];
  played.holdings = { models, knowledge: { revision: 41, documents: 7 } };
  played.place("a", ["one"]);
  await announcer.announce();
  expect(played.holdings).toEqual({ models, knowledge: { revision: 42, documents: 1 } });
  played.place("b", ["one"]);
  await announcer.announce();
  expect(played.holdings.knowledge).toEqual({ revision: 43, documents: 2 });
});

it("changes that come while one is being told are told together, behind it, with the count of then", async () => {
  const { played, announcer, told } = stage();
  const { passed, open } = gate();
  played.before = () => passed;
  const first = announcer.announce();
  await settle();
  const waiting = ["a", "b", "c"].map((id) => {
    played.place(id, ["text"]);
    return announcer.announce();
  });
  expect(told()).toEqual([]);
  open();
  await Promise.all([first, ...waiting]);
  // The first had begun when there was none.
  expect(told()).toEqual(["announce 0", "announce 3"]);
  expect(played.holdings.knowledge).toEqual({ revision: 2, documents: 3 });
});

it("one that fails fails for those who share it, and the next is told all the same", async () => {
  const { played, announcer, told } = stage();
  const { passed, open } = gate();
  let tries = 0;
  played.before = async () => {
    tries += 1;
    if (tries > 1) return;
    await passed;
    throw new Error("R2 is away");
  };
  const first = announcer.announce();
  const behind = [announcer.announce(), announcer.announce()];
  const ends = Promise.allSettled([first, ...behind]);
  open();
  expect((await ends).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(told()).toHaveLength(1);
  await announcer.announce();
  expect(told()).toHaveLength(2);
});

it("whoever waits behind a telling that fails too hears of that, and nobody is stuck", async () => {
  const { played, announcer } = stage();
  played.before = () => Promise.reject(new Error("R2 is away"));
  const ends = await Promise.allSettled([announcer.announce(), announcer.announce(), announcer.announce()]);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  played.before = () => undefined;
  await announcer.announce();
  expect(played.holdings.knowledge.revision).toBe(1);
});
