// Reading and finding again: long conversations, following an answer, two windows, drafts, ratings, search, sources.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "../support/browser.ts";
import { type FakeModel, startFakeModel } from "../support/fake-model.ts";
import { type Program, startProgram } from "../support/program.ts";
import {
  answers,
  ask,
  belowTheFold,
  button,
  eventually,
  field,
  log,
  makeConversation,
  questions,
  reaches,
  send,
} from "./page-parts.ts";

const TURNS = 60;

let model: FakeModel;
let program: Program;
let withoutModel: Program;
let browser: Browser;
let long: string;

beforeAll(async () => {
  model = await startFakeModel();
  program = await startProgram({
    settings: { MODEL_ENDPOINT: `${model.url}/v1`, MODEL_API_KEY: "sk-fake", RATE_LIMIT_PER_MINUTE: "1000" },
  });
  withoutModel = await startProgram();
  browser = await launchBrowser();
  long = await makeConversation(program.url, TURNS);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([program.kill(), withoutModel.kill()]);
  await model.close();
});

const openLong = () => visit(browser, `${program.url}/#/c/${long}`);
const jump = (page: Page) => button(page, "Jump to the latest message");
const articles = (page: Page) => page.locator("article");

/** Turns the wheel over the messages, as a reader does. */
async function scroll(page: Page, pixels: number): Promise<void> {
  await log(page).hover();
  await page.mouse.wheel(0, pixels);
}

describe("a conversation of 120 messages", () => {
  it("opens at its end, and brings the older ones in their order as one scrolls up", async () => {
    const { page, complaints } = await openLong();
    await eventually(() => articles(page).count()).toBe(50);
    await eventually(() => belowTheFold(page)).toBeLessThan(2);
    for (const expected of [100, 2 * TURNS]) {
      await scroll(page, -30_000);
      await eventually(() => articles(page).count()).toBe(expected);
    }
    const bubbles = await page.locator(".bubble").allInnerTexts();
    expect(bubbles).toEqual(
      Array.from({ length: TURNS }, (_, index) => `turn ${index + 1} of a long conversation`),
    );
    expect(await button(page, "Load earlier messages").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("keeps the message that is read in its place while older ones come in front of it", async () => {
    const { page } = await openLong();
    await eventually(() => articles(page).count()).toBe(50);
    const reading = page.getByText("turn 36 of a long conversation", { exact: true }).first();
    const heightOf = async () => Math.round((await reading.boundingBox())?.y ?? 0);
    // Held until the reader has stopped scrolling, so that nothing else can move the message.
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route(/cursor=/, async (route) => {
      await held;
      await route.continue();
    });
    await log(page).evaluate((box) => box.scrollTo(0, 100));
    await button(page, "Loading earlier messages").waitFor();
    const before = await heightOf();
    letGo();
    await eventually(() => articles(page).count()).toBe(100);
    expect(Math.abs((await heightOf()) - before)).toBeLessThanOrEqual(2);
  });

  it("offers the older ones again when they could not be loaded", async () => {
    const { page } = await openLong();
    await eventually(() => articles(page).count()).toBe(50);
    await page.route(/cursor=/, (route) => route.abort(), { times: 1 });
    await log(page).evaluate((box) => box.scrollTo(0, 0));
    await eventually(() => button(page, "Load earlier messages").isEnabled()).toBe(true);
    await button(page, "Load earlier messages").click();
    await eventually(() => articles(page).count()).toBe(100);
  });
});

describe("an answer that grows", () => {
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`).join("\n\n");

  it("is followed while its reader is at the end", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, `[[reply:${lines}]] [[hold:followed]]`);
    await reaches(page, "streaming");
    model.release("followed");
    await reaches(page, "ok");
    await eventually(() => belowTheFold(page)).toBeLessThan(2);
    await eventually(() => jump(page).count()).toBe(0);
  });

  it("leaves a reader alone who went up, and the button leads back to the end", async () => {
    const { page } = await visit(browser, program.url);
    await ask(page, `[[reply:${lines}]]`);
    await send(page, `and more [[reply:${lines}]] [[hold:alone]]`);
    await reaches(page, "streaming");
    await scroll(page, -600);
    await jump(page).waitFor();
    // A wheel's movement may go on for some frames; the place counts once it stands still.
    const top = () => log(page).evaluate((box) => box.scrollTop);
    let seen = -1;
    const still = async () => {
      const before = seen;
      seen = await top();
      return seen === before;
    };
    await eventually(still).toBe(true);
    model.release("alone");
    await reaches(page, "ok");
    await eventually(() => answers(page).last().innerText()).toContain("line 60");
    expect(await top()).toBe(seen);
    await jump(page).click();
    await eventually(() => belowTheFold(page)).toBeLessThan(2);
    await eventually(() => jump(page).count()).toBe(0);
  });
});

describe("a second window", () => {
  it("shows the running answer of the first, and the model is asked once", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "seen in two windows [[hold:windows]]");
    await reaches(page, "streaming");
    await eventually(() => new URL(page.url()).hash).toMatch(/^#\/c\//);
    const second = await page.context().newPage();
    await second.goto(page.url());
    await reaches(second, "streaming");
    model.release("windows");
    await Promise.all([reaches(page, "ok"), reaches(second, "ok")]);
    expect(await answers(second).innerText()).toBe(await answers(page).innerText());
    expect(model.requests.filter(({ message }) => message.startsWith("seen in two"))).toHaveLength(1);
  });

  it("shows what was said in the other one, though nobody comes back to it", async () => {
    const { page } = await visit(browser, program.url);
    await ask(page, "said in the first window");
    const second = await page.context().newPage();
    await second.goto(page.url());
    await reaches(second, "ok");
    await ask(second, "said in the second window");
    await eventually(() => questions(page).locator(".bubble").allInnerTexts()).toEqual([
      "said in the first window",
      "said in the second window",
    ]);
    await reaches(page, "ok");
    expect(await answers(page).last().innerText()).toContain("said in the second window");
  });

  it("stops the answer for both", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "stopped from the other window one two [[hold:both]]");
    await reaches(page, "streaming");
    const second = await page.context().newPage();
    await second.goto(page.url());
    await reaches(second, "streaming");
    await second.keyboard.press("Escape");
    await Promise.all([reaches(page, "stopped"), reaches(second, "stopped")]);
  });
});

it("each conversation keeps its own draft", async () => {
  const { page } = await visit(browser, program.url);
  await ask(page, "the one with a draft");
  await field(page).fill("draft of the first");
  await button(page, "New conversation").first().click();
  await eventually(() => field(page).inputValue()).toBe("");
  await field(page).fill("draft of a new one");
  await page.getByRole("navigation").getByText("the one with a draft").click();
  await eventually(() => field(page).inputValue()).toBe("draft of the first");
  await page.goBack();
  await eventually(() => field(page).inputValue()).toBe("draft of a new one");
});

it("a rating survives a reload, can be changed, and be taken back", async () => {
  const { page } = await visit(browser, program.url);
  await ask(page, "rate this answer");
  const good = button(page, "Good answer");
  const bad = button(page, "Bad answer");
  const rate = async (name: typeof good) => {
    const told = page.waitForResponse(/\/feedback$/);
    await name.click();
    expect((await told).ok()).toBe(true);
    await page.reload();
    await reaches(page, "ok");
    return [await good.getAttribute("aria-pressed"), await bad.getAttribute("aria-pressed")];
  };
  expect(await rate(good)).toEqual(["true", "false"]);
  expect(await rate(bad)).toEqual(["false", "true"]);
  expect(await rate(bad)).toEqual(["false", "false"]);
});

it("a rating that the server did not take is not shown", async () => {
  const { page } = await visit(browser, program.url);
  await ask(page, "rate this in vain");
  await page.route(/\/feedback$/, (route) => route.abort());
  const failed = page.waitForEvent("requestfailed");
  await button(page, "Good answer").click();
  await failed;
  await eventually(() => button(page, "Good answer").getAttribute("aria-pressed")).toBe("false");
});

it("the list shows a conversation as soon as it began, and finds it by Chinese words", async () => {
  const { page } = await visit(browser, program.url, { locale: "zh-CN" });
  const list = page.getByRole("navigation");
  await send(page, "明天下午的会议改到几点？[[hold:listed]]");
  await list.getByText("明天下午的会议").waitFor();
  model.release("listed");
  await reaches(page, "ok");
  await button(page, "新对话").first().click();
  await ask(page, "如何申请年假");
  await eventually(() => list.locator("li").count()).toBe(2);
  const search = page.getByRole("searchbox", { name: "搜索对话" });
  // What was just said is searchable within seconds: asked anew until it is there.
  const found = async (words: string) => {
    await search.fill("");
    await search.fill(words);
    await page.waitForResponse((response) => new URL(response.url()).searchParams.get("q") === words);
    return list.locator(".session-title").allInnerTexts();
  };
  await eventually(() => found("年假")).toEqual(["如何申请年假"]);
  await eventually(() => found("会议")).toEqual([expect.stringContaining("会议")]);
  await search.fill("量子引力");
  await list.getByText("没有找到相关对话。").waitFor();
  await search.fill("");
  await eventually(() => list.locator("li").count()).toBe(2);
});

it("without a model the built-in help answers, says so, and shows its sources", async () => {
  const { page, foreign, complaints } = await visit(browser, withoutModel.url, { locale: "zh-CN" });
  await page.getByText("还没有连接模型，回答来自内置帮助。").waitFor();
  await page.getByRole("button", { name: "怎么连接一个模型？" }).click();
  await reaches(page, "ok");
  expect(await questions(page).locator(".bubble").innerText()).toBe("怎么连接一个模型？");
  expect(await answers(page).innerText()).toContain("MODEL_ENDPOINT");
  const sources = answers(page).locator("details");
  expect(await sources.locator("li").first().isVisible()).toBe(false);
  await sources.locator("summary").press("Enter");
  await eventually(() => sources.locator("li").first().isVisible()).toBe(true);
  await page.reload();
  await reaches(page, "ok");
  expect(await sources.count()).toBe(1);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});
