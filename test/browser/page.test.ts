// What a person sets, reaches and carries in the page: language, look, drawer, keyboard, touch, pictures, clipboard.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import type { Program } from "../support/program.ts";
import { type ChatStage, openChatStage } from "./chat-stage.ts";
import { answers, ask, button, eventually, field, overhear, questions, reaches, send } from "./page-parts.ts";

let stage: ChatStage;
let program: Program;
let browser: Browser;

beforeAll(async () => {
  stage = await openChatStage();
  ({ program, browser } = stage);
});
afterAll(() => stage.close());

const phone = { viewport: { width: 375, height: 720 } };
const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const focusIsIn = (page: Page, selector: string) =>
  page.evaluate((place) => document.activeElement?.closest(place) !== null, selector);

describe("preferences", () => {
  it("the language is switched at once, declared, and remembered", async () => {
    const { page } = await visit(browser, program.url);
    const language = () => page.evaluate(() => document.documentElement.lang);
    expect(await language()).toBe("en");
    await button(page, "中文").click();
    await eventually(() => language()).toBe("zh-CN");
    await eventually(() => field(page).getAttribute("placeholder")).toBe("输入消息");
    await page.reload();
    await button(page, "English").waitFor();
    await eventually(() => language()).toBe("zh-CN");
    await button(page, "English").click();
    await eventually(() => field(page).getAttribute("placeholder")).toBe("Write a message");
  });

  it("the look is switched, remembered, and given back to the system", async () => {
    const { page } = await visit(browser, program.url, { colorScheme: "light" });
    const light = await background(page);
    const theme = page.getByRole("combobox", { name: "Theme" });
    await theme.selectOption("dark");
    const dark = await background(page);
    expect(dark).not.toBe(light);
    await page.reload();
    await theme.waitFor();
    await eventually(() => background(page)).toBe(dark);
    await eventually(() => theme.inputValue()).toBe("dark");
    await theme.selectOption("system");
    await eventually(() => background(page)).toBe(light);
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(() => background(page)).toBe(dark);
  });
});

describe("the drawer on a phone", () => {
  it("takes the focus when it opens and gives it back on Escape", async () => {
    const { page } = await visit(browser, program.url, phone);
    const opener = button(page, "Open conversations");
    expect(await page.getByRole("navigation").count()).toBe(0);
    await opener.click();
    await eventually(() => focusIsIn(page, "nav")).toBe(true);
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press("Tab");
      expect(await focusIsIn(page, "main")).toBe(false);
    }
    await page.keyboard.press("Escape");
    await eventually(() => page.getByRole("navigation").count()).toBe(0);
    await eventually(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it("closes when a conversation is chosen, and when the page beside it is touched", async () => {
    const { page } = await visit(browser, program.url, phone);
    await ask(page, "chosen from the drawer");
    await button(page, "New conversation").last().click();
    await eventually(() => answers(page).count()).toBe(0);
    await button(page, "Open conversations").click();
    await page.getByRole("navigation").getByText("chosen from the drawer").click();
    await eventually(() => page.getByRole("navigation").count()).toBe(0);
    await eventually(() => answers(page).last().innerText()).toContain("chosen from the drawer");
    await button(page, "Open conversations").click();
    await page.getByRole("navigation").waitFor();
    await page.mouse.click(365, 400);
    await eventually(() => page.getByRole("navigation").count()).toBe(0);
  });
});

describe("the keyboard alone", () => {
  it("reaches every control, and always shows where it is", async () => {
    const { page } = await visit(browser, program.url, { reducedMotion: "reduce" });
    await ask(page, "reach me\n\n```js\nlet a = 1;\n```");
    const session = page.getByRole("navigation").getByText("reach me");
    await session.waitFor();
    await page.reload();
    await session.waitFor();
    await reaches(page, "ok");
    const { reached, unmarked } = await walk(page);
    const names = await controlNames(page);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !reached.includes(name))).toEqual([]);
    expect(unmarked).toEqual([]);
  });

  it("opens an example, deletes a conversation, and takes that back", async () => {
    const { page } = await visit(browser, program.url);
    await page.getByRole("list", { name: "Examples" }).getByRole("button").first().press("Enter");
    await reaches(page, "ok");
    const actions = page.getByRole("navigation").getByRole("button", { name: /^Actions for “/ });
    await actions.press("Enter");
    await eventually(() => focusIsIn(page, '[role="menu"]')).toBe(true);
    await page.keyboard.press("Escape");
    await eventually(() => page.getByRole("menu").count()).toBe(0);
    await eventually(() => actions.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await eventually(() => actions.count()).toBe(0);
    await eventually(() => answers(page).count()).toBe(0);
    await button(page, "Undo").press("Enter");
    await reaches(page, "ok");
    await eventually(() => actions.count()).toBe(1);
  });
});

const CONTROLS = "button, a[href], input:not([type=file]), select, textarea, summary";

/** The accent of the light look: the message's field shows its focus by the frame around it. */
const ACCENT = "rgb(43, 84, 184)";

/** Tabs once around the page; tells what had the focus, and what of it did not show so. */
async function walk(page: Page): Promise<{ reached: string[]; unmarked: string[] }> {
  const reached: string[] = [];
  const unmarked: string[] = [];
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate((accent) => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const style = getComputedStyle(element);
      const frame = getComputedStyle(element.closest("form") ?? element);
      const outlined = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
      const framed = element.matches(".message-field") && frame.borderTopColor === accent;
      const visible = Number(style.opacity) === 1 && style.visibility === "visible";
      return {
        name: element.getAttribute("aria-label") ?? element.textContent ?? "",
        marked: visible && (outlined || framed),
      };
    }, ACCENT);
    // Between the last control and the first the browser's own frame has the focus.
    if (seen === null) continue;
    if (seen.name === reached[0]) break;
    reached.push(seen.name);
    if (!seen.marked) unmarked.push(seen.name);
  }
  return { reached, unmarked };
}

function controlNames(page: Page): Promise<string[]> {
  return page
    .locator(CONTROLS)
    .evaluateAll((found) =>
      found
        .filter((element) => element.checkVisibility() && !element.matches(":disabled"))
        .map((element) => element.getAttribute("aria-label") ?? element.textContent ?? ""),
    );
}

it("on a touch screen Enter starts a line, and the button sends", async () => {
  const { page } = await visit(browser, program.url, { ...phone, hasTouch: true, isMobile: true });
  await field(page).tap();
  await field(page).pressSequentially("one");
  await page.keyboard.press("Enter");
  await field(page).pressSequentially("two");
  expect(await field(page).inputValue()).toBe("one\ntwo");
  expect(await questions(page).count()).toBe(0);
  await button(page, "Send").tap();
  await reaches(page, "ok");
  expect(await questions(page).locator(".bubble").innerText()).toBe("one\ntwo");
});

/** One pixel, red. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

describe("pictures", () => {
  const picture = (name: string) => ({ name, mimeType: "image/png", buffer: PIXEL });

  async function choose(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) {
    const choosing = page.waitForEvent("filechooser");
    await button(page, "Add images or text files").click();
    await (await choosing).setFiles(files);
  }

  it("are chosen, taken off, sent, and reach the model", async () => {
    const { page, complaints } = await visit(browser, program.url);
    await choose(page, [picture("a.png"), picture("b.png"), picture("c.png")]);
    await eventually(() => page.locator(".attachments img").count()).toBe(3);
    await button(page, "Remove b.png").click();
    await ask(page, "look at these pictures");
    await eventually(() => page.locator(".attachments img").count()).toBe(0);
    const width = await questions(page)
      .locator("img")
      .evaluateAll((images) =>
        images.map((image) => image instanceof HTMLImageElement && image.naturalWidth),
      );
    expect(width).toEqual([1, 1]);
    const [request] = stage.model.requests.filter(({ message }) => message.startsWith("look at these"));
    expect(request?.images).toBe(2);
    await page.reload();
    await reaches(page, "ok");
    expect(await questions(page).innerText()).toContain("2 images");
    expect(complaints).toEqual([]);
  });

  it("are pasted, and may go without a word", async () => {
    const { page } = await visit(browser, program.url, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const item = new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) });
      await navigator.clipboard.write([item]);
    }, PIXEL.toString("base64"));
    await field(page).press("Control+V");
    await eventually(() => page.locator(".attachments img").count()).toBe(1);
    const before = stage.model.requests.filter(({ images }) => images === 1).length;
    await button(page, "Send").click();
    await reaches(page, "ok");
    expect(stage.model.requests.filter(({ images }) => images === 1).length).toBe(before + 1);
  });

  it("of another kind, or too many, are refused with the reason", async () => {
    const { page } = await visit(browser, program.url);
    await choose(page, [{ name: "a.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") }]);
    const refusal = page.getByRole("alert");
    await eventually(() => refusal.innerText()).toBe("Only PNG, JPEG, WebP and GIF images can be sent.");
    await choose(page, ["a", "b", "c", "d", "e"].map(picture));
    await eventually(() => refusal.innerText()).toBe("A message may have at most 4 images.");
    expect(await page.locator(".attachments img").count()).toBe(4);
  });
});

it("an answer is copied as it was written, and code without its fence", async () => {
  const { page } = await visit(browser, program.url, { permissions: ["clipboard-read", "clipboard-write"] });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await ask(page, "[[reply:Use **this**:\n\n```js\nlet a = 1;\n```]]");
  const answer = answers(page).last();
  await answer.hover();
  await answer.getByRole("button", { name: "Copy answer" }).click();
  await answer.getByRole("button", { name: "Copied" }).waitFor();
  expect(await clipboard()).toBe("Use **this**:\n\n```js\nlet a = 1;\n```");
  await answer.getByRole("button", { name: "Copy code" }).click();
  await eventually(clipboard).toBe("let a = 1;");
});

it("a screen reader hears once that an answer begins and once that it ended, and none of its pieces", async () => {
  const { page } = await visit(browser, program.url);
  const heard = await overhear(page);
  await send(page, "say it in many pieces [[chunks:60]]");
  await reaches(page, "ok");
  await eventually(heard).toEqual(["Answering", "Answer finished"]);
  expect(await page.getByRole("log").getAttribute("aria-live")).toBe("off");
});
