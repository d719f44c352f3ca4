// The widget on another site's page, which has a Content-Security-Policy as strict as the documentation allows.
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type FakeModel, startFakeModel } from "../support/fake-model.ts";
import { type Program, startProgram } from "../support/program.ts";
import { eventually, findings } from "./page-parts.ts";
import { type HostSite, startHostSite, visitHost } from "./widget-stage.ts";

let model: FakeModel;
let program: Program;
let site: HostSite;
let strangers: HostSite;
let browser: Browser;
let bot = "";

beforeAll(async () => {
  model = await startFakeModel();
  [site, strangers] = await Promise.all([startHostSite(() => bot), startHostSite(() => bot)]);
  const settings = {
    MODEL_ENDPOINT: `${model.url}/v1`,
    MODEL_API_KEY: "sk-fake",
    WIDGET_ORIGINS: site.origin,
    API_KEYS: "key-of-a-reader",
  };
  [program, browser] = await Promise.all([startProgram({ settings }), launchBrowser()]);
  bot = `http://localhost:${program.port}`;
});
afterAll(async () => {
  await browser.close();
  await Promise.all([program.kill(), site.close(), strangers.close()]);
  await model.close();
});

const PHONE = { viewport: { width: 375, height: 720 } };
const CLOSED = { open: false, focus: "BUTTON" };

/** Of the widget, from the host's side. */
const stateOf = (page: Page) =>
  page.locator("clawdbot-widget").evaluate(({ shadowRoot }) => ({
    open: shadowRoot?.querySelector("dialog")?.open,
    focus: shadowRoot?.activeElement?.tagName,
  }));

async function frameOf(page: Page): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.url().startsWith(`${bot}/widget`));
  await eventually(() => find() !== undefined).toBe(true);
  return find() ?? page.mainFrame();
}

describe("on a strict page of another site", () => {
  it("opens, answers, closes by Escape with the focus where it was, and knows its visitor again", async () => {
    const { page, bubble, chat, complaints, foreign } = await visitHost(browser, site);
    // Included twice.
    expect(await page.locator("clawdbot-widget").count()).toBe(1);
    expect(await bubble.getAttribute("aria-expanded")).toBe("false");
    // Nothing of the chat is loaded until somebody wants it.
    expect(foreign.filter((address) => !address.endsWith("/widget.js"))).toEqual([]);
    await bubble.press("Enter");
    const field = chat.getByRole("textbox", { name: "Message" });
    await eventually(() => field.evaluate((box) => box === document.activeElement)).toBe(true);
    expect(await stateOf(page)).toEqual({ open: true, focus: "IFRAME" });
    expect(await bubble.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.type("said in the widget");
    await page.keyboard.press("Enter");
    await chat.locator('article[data-role="assistant"][data-status="ok"]').waitFor();
    // A second message in the same conversation: the cookie is kept.
    await page.keyboard.type("and once more");
    await page.keyboard.press("Enter");
    await eventually(() => chat.locator('article[data-role="assistant"][data-status="ok"]').count()).toBe(2);
    expect(model.requests.at(-1)?.message).toContain("and once more");
    await page.keyboard.press("Escape");
    await eventually(() => stateOf(page)).toEqual(CLOSED);
    await page.reload();
    await bubble.click();
    await chat.getByRole("button", { name: "Open conversations" }).click();
    await chat.getByRole("navigation").getByText("said in the widget").first().waitFor();
    const [visitor] = (await page.context().cookies(bot)).filter(({ name }) => name === "visitor");
    expect(visitor).toMatchObject({
      secure: true,
      httpOnly: true,
      sameSite: "None",
      partitionKey: "http://127.0.0.1",
    });
    const frame = await frameOf(page);
    expect(
      await frame.evaluate(() => navigator.serviceWorker.getRegistrations().then(({ length }) => length)),
    ).toBe(0);
    expect(complaints).toEqual([]);
    expect(foreign.filter((address) => !address.startsWith(bot))).toEqual([]);
  });

  it("stays where the page puts another body in place of its own, and comes back when it is asked for", async () => {
    const { page, bubble, panel, chat } = await visitHost(browser, site);
    await page.evaluate(() => document.body.replaceWith(document.createElement("body")));
    await bubble.click();
    await chat.getByRole("textbox", { name: "Message" }).waitFor();
    await bubble.click();
    await page.evaluate(() => document.body.replaceChildren());
    expect(await bubble.count()).toBe(0);
    await page.evaluate(() => Reflect.get(window, "clawdbot").open());
    await chat.getByRole("textbox", { name: "Message" }).waitFor();
    expect(await panel.isVisible()).toBe(true);
    expect(await page.locator("clawdbot-widget").count()).toBe(1);
  });

  it("does as its attributes say, and as the page's script asks", async () => {
    const attributes =
      'data-theme="dark" data-language="zh" data-position="left" data-title="客服" data-open';
    const { page, bubble, panel, chat } = await visitHost(browser, site, attributes, {
      colorScheme: "light",
    });
    const field = chat.getByRole("textbox", { name: "消息" });
    await field.waitFor();
    // Nobody asked for it: the page keeps the focus.
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    expect(await bubble.getAttribute("aria-label")).toBe("客服");
    expect((await panel.boundingBox())?.x).toBeLessThan(40);
    const frame = await frameOf(page);
    expect(
      await frame.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.lang]),
    ).toEqual(["dark", "zh-CN"]);
    const call = (verb: string) =>
      page.evaluate((name) => Reflect.get(Reflect.get(window, "clawdbot"), name)(), verb);
    await call("close");
    await eventually(() => stateOf(page)).toEqual(CLOSED);
    await call("toggle");
    await eventually(() => field.evaluate((box) => box === document.activeElement)).toBe(true);
    await call("open");
    await chat.getByRole("button", { name: "关闭聊天" }).click();
    await eventually(() => stateOf(page)).toEqual(CLOSED);
    // A word from the page itself is none of the frame's.
    await call("open");
    await page.evaluate(() => window.postMessage({ clawdbot: "close" }, "*"));
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    expect((await stateOf(page)).open).toBe(true);
  });

  it("fills a phone's screen, keeps the page behind out of reach, and moves nothing for who wants no motion", async () => {
    const { page, bubble, panel } = await visitHost(browser, site, "data-open", {
      ...PHONE,
      reducedMotion: "reduce",
    });
    expect((await stateOf(page)).open).toBe(false);
    await bubble.click();
    await frameOf(page);
    expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, ...PHONE.viewport });
    expect(
      await panel.evaluate((box) => [box.matches(":modal"), getComputedStyle(box).animationName]),
    ).toEqual([true, "none"]);
    await page.setViewportSize({ width: 375, height: 400 });
    await eventually(async () => (await panel.boundingBox())?.height).toBe(400);
    await page.emulateMedia({ media: "print" });
    expect(await bubble.isVisible()).toBe(false);
  });

  it.each(["light", "dark"] as const)("has no findings of axe, outside and inside, %s", async (theme) => {
    const { page, bubble, chat } = await visitHost(browser, site, `data-theme="${theme}"`);
    expect(await findings(page)).toEqual([]);
    await bubble.click();
    await chat.getByRole("textbox", { name: "Message" }).waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await findings(page, await frameOf(page))).toEqual([]);
  });
});

it("on a site that is not allowed it says so, names the setting, and offers a tab", async () => {
  const { page, bubble, panel, complaints } = await visitHost(browser, strangers, 'data-language="zh"');
  await bubble.click();
  const note = panel.getByRole("alert");
  await note.getByText("聊天窗口无法在此页面中打开。").waitFor();
  expect(await note.getByRole("link", { name: "在新标签页中打开" }).getAttribute("href")).toBe(bot);
  await eventually(() => stateOf(page)).toEqual({ open: true, focus: "A" });
  expect(complaints.join()).toContain(`its setting WIDGET_ORIGINS lacks ${strangers.origin}`);
  expect(await findings(page)).toEqual([]);
  await note.getByRole("button", { name: "关闭" }).click();
  await eventually(() => stateOf(page)).toEqual(CLOSED);
});

it("in the frame a page speaks only to the site that its address names", async () => {
  const { page, bubble, chat } = await visitHost(browser, site);
  await bubble.click();
  const field = chat.getByRole("textbox", { name: "Message" });
  await field.waitFor();
  await bubble.focus();
  const frame = await frameOf(page);
  // From itself, in the host's words.
  await frame.evaluate(() => window.postMessage({ clawdbot: "opened" }, "*"));
  await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  expect(await stateOf(page)).toEqual({ open: true, focus: "BUTTON" });
});
