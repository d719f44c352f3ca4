// A message is never lost and never sent twice: cuts of the network, reloads, a second window.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import type { Program } from "../support/program.ts";
import { type ChatStage, openChatStage } from "./chat-stage.ts";
import {
  answers,
  ask,
  button,
  eventually,
  field,
  findings,
  overhear,
  questions,
  reaches,
  send,
} from "./page-parts.ts";

let stage: ChatStage;
let program: Program;
let browser: Browser;

beforeAll(async () => {
  stage = await openChatStage({ MAX_MESSAGE_CHARS: "200" });
  ({ program, browser } = stage);
});
afterAll(() => stage.close());

const waiting = (page: Page) => page.getByText("Will be sent when the connection is back");
const said = (page: Page) => page.locator(".bubble").allInnerTexts();
const askedOf = (text: string) =>
  stage.model.requests.filter(({ message }) => message.startsWith(text)).length;

/** No message of this page gets through; a reload still brings the page itself and its list. */
const cut = (page: Page) =>
  page.route("**/api/chat", (route) =>
    route.request().method() === "POST" ? route.abort("internetdisconnected") : route.continue(),
  );
const mend = (page: Page) => page.unroute("**/api/chat");

it("what is typed offline waits in its order, can be taken back, and is sent once the network is there", async () => {
  const { page } = await visit(browser, program.url);
  await ask(page, "while there is a network");
  await page.context().setOffline(true);
  await send(page, "offline one");
  await eventually(() => waiting(page).count()).toBe(1);
  await send(page, "offline two");
  await send(page, "offline three");
  await eventually(() => waiting(page).count()).toBe(3);
  expect(await findings(page)).toEqual([]);
  await questions(page).nth(2).getByRole("button", { name: "Take back" }).click();
  await eventually(() => field(page).inputValue()).toBe("offline two");
  const heard = await overhear(page);
  await page.context().setOffline(false);
  await eventually(() => answers(page).count()).toBe(3);
  await reaches(page, "ok");
  expect(await said(page)).toEqual(["while there is a network", "offline one", "offline three"]);
  const once = ["Answering", "Answer finished"];
  await eventually(heard).toEqual([...once, ...once]);
  expect([askedOf("offline one"), askedOf("offline two"), askedOf("offline three")]).toEqual([1, 0, 1]);
  expect(await waiting(page).count()).toBe(0);
});

it("a conversation that began without a network is there after a reload, and in another window it is sent", async () => {
  const { page } = await visit(browser, program.url);
  await cut(page);
  await send(page, "begun without a network");
  await eventually(() => waiting(page).count()).toBe(1);
  await send(page, "and went on");
  await page.reload();
  await eventually(() => said(page)).toEqual(["begun without a network", "and went on"]);
  await eventually(() => page.getByRole("navigation").getByText("begun without a network").count()).toBe(1);
  const other = await page.context().newPage();
  await other.goto(program.url);
  await eventually(() => askedOf("and went on")).toBe(1);
  await other.getByRole("navigation").getByText("begun without a network").first().click();
  await eventually(() => answers(other).count()).toBe(2);
  await mend(page);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await eventually(() => answers(page).count()).toBe(2);
  await reaches(page, "ok");
  expect([askedOf("begun without a network"), askedOf("and went on")]).toEqual([1, 1]);
});

it("who leaves a conversation before its first message went out finds it in the list, once, and it is sent", async () => {
  const { page } = await visit(browser, program.url);
  const line = page.getByRole("navigation").getByText("left in a hurry");
  let held = 0;
  await page.route("**/api/chat", (route) => {
    if (route.request().method() !== "POST" || held > 0) return route.continue();
    held += 1;
  });
  await send(page, "left in a hurry");
  await eventually(async () => held).toBe(1);
  await button(page, "New conversation").first().click();
  await eventually(() => askedOf("left in a hurry")).toBe(1);
  await eventually(() => line.count()).toBe(1);
  await line.click();
  await reaches(page, "ok");
  expect(page.url()).not.toContain("unsent");
  expect([await line.count(), askedOf("left in a hurry")]).toEqual([1, 1]);
});

it("of a new conversation whose first message was taken back, the others are still to be found", async () => {
  const { page } = await visit(browser, program.url);
  await cut(page);
  await send(page, "not meant");
  await eventually(() => waiting(page).count()).toBe(1);
  await send(page, "what was meant");
  await questions(page).first().getByRole("button", { name: "Take back" }).click();
  await eventually(() => said(page)).toEqual(["what was meant"]);
  await page.goto(program.url);
  await page.reload();
  await eventually(() => page.getByRole("navigation").getByText("what was meant").count()).toBe(1);
});

it("a message that is refused for good keeps its words, over a reload too, until it is changed or discarded", async () => {
  const { page } = await visit(browser, program.url);
  await ask(page, "short enough");
  await send(page, "much too long ".repeat(20));
  await reaches(page, "failed");
  await page.reload();
  await reaches(page, "failed");
  expect(await questions(page).count()).toBe(2);
  await button(page, "Discard").click();
  await eventually(() => questions(page).count()).toBe(1);
  await page.reload();
  await reaches(page, "ok");
  expect(await questions(page).count()).toBe(1);
});

it("a second window follows: a question, its answer as it comes, another version", async () => {
  const { page } = await visit(browser, program.url);
  await ask(page, "said in the first window");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await reaches(other, "ok");
  await send(page, "told to both [[hold:both]]");
  await eventually(() => questions(other).count()).toBe(2);
  await reaches(other, "streaming");
  stage.model.release("both");
  await reaches(other, "ok");
  await reaches(page, "ok");
  await answers(page).last().hover();
  await answers(page).last().getByRole("button", { name: "Ask once more" }).click();
  await eventually(() => other.getByRole("group", { name: "Versions" }).innerText()).toContain("2 / 2");
  expect(askedOf("told to both")).toBe(2);
});
