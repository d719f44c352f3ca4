// The page in a real Chromium against the started program: genuine input, genuine streams, only the model is played.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import type { Program } from "../support/program.ts";
import { type ChatStage, openChatStage } from "./chat-stage.ts";
import { findings } from "./page-parts.ts";

let stage: ChatStage;
let program: Program;
let browser: Browser;

beforeAll(async () => {
  stage = await openChatStage();
  ({ program, browser } = stage);
});
afterAll(() => stage.close());

const field = (page: Page) => page.getByRole("textbox", { name: /^(Message|消息)$/ });
const answers = (page: Page) => page.locator('article[data-role="assistant"]');
const status = (page: Page, index = -1) => answers(page).nth(index).getAttribute("data-status");

async function send(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
}

async function finished(page: Page, expected = "ok"): Promise<void> {
  await expect.poll(() => status(page), { timeout: 10_000 }).toBe(expected);
}

describe("a conversation", () => {
  it("is held: the answer streams, is rendered, and stays after a reload", async () => {
    const { page, foreign, complaints } = await visit(browser, program.url);
    await send(page, "Say **hello** [[hold:stream]]\n\n| a | b |\n|---|---|\n| 1 | 2 |");
    await expect.poll(() => status(page)).toBe("streaming");
    expect(await answers(page).last().innerText()).not.toContain("hello");
    stage.model.release("stream");
    await finished(page);
    expect(await answers(page).last().locator("strong").innerText()).toBe("hello");
    expect(await answers(page).last().locator("td").allInnerTexts()).toEqual(["1", "2"]);
    await page.reload();
    await finished(page);
    expect(await answers(page).last().locator("strong").innerText()).toBe("hello");
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("goes on after a reload in mid-answer, without asking the model again", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "reload me one two three four [[hold:reload]]");
    await expect.poll(() => status(page)).toBe("streaming");
    await page.reload();
    await expect.poll(() => status(page)).toBe("streaming");
    stage.model.release("reload");
    await finished(page);
    expect(await answers(page).last().innerText()).toContain("reload me one two three four");
    expect(stage.model.requests.filter(({ message }) => message.startsWith("reload me"))).toHaveLength(1);
  });

  it("survives a cut of the network in mid-answer", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "cut me one two three four [[hold:offline]]");
    await expect.poll(() => status(page)).toBe("streaming");
    await page.context().setOffline(true);
    stage.model.release("offline");
    await page.context().setOffline(false);
    await finished(page);
    expect(await answers(page).last().innerText()).toContain("cut me one two three four");
    expect(stage.model.requests.filter(({ message }) => message.startsWith("cut me"))).toHaveLength(1);
  });

  it("is stopped by the button; what came so far stays and says so", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "stop me please one two three [[hold:stop]]");
    await expect.poll(() => status(page)).toBe("streaming");
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await finished(page, "stopped");
    expect(await answers(page).last().innerText()).toMatch(/stopped/i);
  });

  it("that failed says why, and the retry answers", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "fail once [[status:400x1]]");
    await finished(page, "failed");
    await page.getByRole("button", { name: "Retry" }).click();
    await finished(page);
    expect(await answers(page).count()).toBe(1);
  });

  it("is listed, opened from the list and deleted", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "first conversation");
    await finished(page);
    await page.getByRole("button", { name: "New conversation" }).first().click();
    await send(page, "second conversation");
    await finished(page);
    const list = page.getByRole("navigation");
    await list.getByText("first conversation").click();
    await expect.poll(() => answers(page).last().innerText()).toContain("first conversation");
    await list.getByRole("button", { name: "Actions for “first conversation”" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect.poll(() => list.getByText("first conversation").count()).toBe(0);
    expect(await list.getByText("second conversation").count()).toBe(1);
  });
});

describe("the keyboard", () => {
  it("Enter that ends a composition of an input method sends nothing", async () => {
    const { page } = await visit(browser, program.url);
    await field(page).focus();
    const client = await page.context().newCDPSession(page);
    await client.send("Input.imeSetComposition", { text: "nihao", selectionStart: 5, selectionEnd: 5 });
    await field(page).press("Enter");
    expect(await page.locator("article").count()).toBe(0);
    await client.send("Input.insertText", { text: "你好" });
    expect(await field(page).inputValue()).toContain("你好");
    await field(page).press("Enter");
    await finished(page);
    expect(await page.locator('article[data-role="user"]').count()).toBe(1);
  });

  it("Shift+Enter starts a line, and the draft survives a reload", async () => {
    const { page } = await visit(browser, program.url);
    await field(page).pressSequentially("one");
    await field(page).press("Shift+Enter");
    await field(page).pressSequentially("two");
    await page.reload();
    await expect.poll(() => field(page).inputValue()).toBe("one\ntwo");
    expect(await page.locator("article").count()).toBe(0);
  });
});

it("a hostile answer is inert: no script, no request, no link to run", async () => {
  const { page, foreign, complaints } = await visit(browser, program.url);
  const hostile = [
    "<script>window.broken = 1</script>",
    '<img src="http://127.0.0.1:9/beacon" onerror="window.broken = 1">',
    "![beacon](http://127.0.0.1:9/pixel.png)",
    "[run](javascript:window.broken=1)",
    '<a href="javascript:window.broken=1">x</a>',
    "[data](data:text/html,<script>window.broken=1</script>)",
    `${">".repeat(2000)} deep`,
    "```\nunclosed",
  ].join("\n\n");
  await send(page, hostile);
  await finished(page);
  expect(await page.evaluate(() => Reflect.get(window, "broken"))).toBeUndefined();
  const links = await answers(page)
    .last()
    .locator("a")
    .evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
  expect(links.filter((href) => !/^(https?:|mailto:)/.test(href))).toEqual([]);
  expect(await answers(page).last().locator("img, script, iframe").count()).toBe(0);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

describe("looks", () => {
  it.each([
    ["zh-CN", "light", 1440],
    ["zh-CN", "dark", 375],
    ["en-US", "light", 375],
    ["en-US", "dark", 1440],
  ] as const)(
    "in %s, %s, at %i px: axe finds nothing, and nothing overflows",
    async (locale, colorScheme, width) => {
      const { page } = await visit(browser, program.url, {
        locale,
        colorScheme,
        viewport: { width, height: 800 },
      });
      expect(await page.evaluate(() => document.documentElement.lang)).toMatch(
        locale.startsWith("zh") ? /^zh/ : /^en/,
      );
      expect(await findings(page)).toEqual([]);
      await send(
        page,
        "**注意：**请先登录\n\n```js\nconst long = '".concat(
          "x".repeat(300),
          "';\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        ),
      );
      await finished(page);
      expect(await answers(page).last().locator("strong").innerText()).toBe("注意：");
      expect(await findings(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0);
    },
  );
});

it("the API's page shows its operations", async () => {
  const { page, foreign, complaints } = await visit(browser, `${program.url}/docs`);
  await page.getByText("/v1/chat/completions").first().waitFor();
  expect(await page.getByText("/api/chat", { exact: true }).count()).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});
