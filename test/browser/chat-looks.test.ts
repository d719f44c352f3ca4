// How the chat page looks in its views: nothing for axe to find, nothing wider than the window, nothing too small for a finger.
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import { type ChatStage, openChatStage } from "./chat-stage.ts";
import { field, findings, overflow, questions, reaches, tooSmall } from "./page-parts.ts";

let stage: ChatStage;

beforeAll(async () => {
  stage = await openChatStage({
    ASSISTANT_NAME: "小爪 Claw",
    GREETING: "你好，想了解什么？ What would you like to know?",
    SUGGESTIONS: "年假怎么请？ | How do I claim expenses?",
    MODEL_CHOICES: "fake-other",
  });
});
afterAll(() => stage.close());

const RICH = [
  "# 标题 A heading\n\n**注意：**请看 `code` 和 $E=mc^2$，价格 $5 和 $6。",
  "```ts\nconst answer: number = 42; // 一行很长的注释，长到窄屏上放不下，要在自己的框里滚动 and on and on\n```",
  "| 名称 | 值 | 说明 |\n| --- | ---: | --- |\n| 甲 | 1 | 很长的一格，说明文字不止一行 |",
  "```mermaid\ngraph LR; 甲-->乙\n```",
  "- [x] 做完了\n- [ ] 没做完",
].join("\n\n");

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await page.locator("button.send").click();
  await reaches(page, "ok");
}

const menuOf = (page: Page) => page.locator(".session button").first();
const item = (page: Page, name: RegExp) => page.getByRole("menuitem", { name });
const dialog = (page: Page) => page.getByRole("dialog");

async function openList(page: Page): Promise<void> {
  const opener = page.locator(".top-bar .narrow-only").first();
  if ((await opener.isVisible()) && (await opener.getAttribute("aria-expanded")) === "false")
    await opener.click();
}

/** Each leads from the one before to a view of its own. */
const VIEWS: [name: string, show: (page: Page) => Promise<unknown>][] = [
  ["empty", async (page) => field(page).waitFor()],
  ["answer", (page) => say(page, RICH)],
  [
    "diagram",
    async (page) => {
      await page.getByRole("button", { name: /Draw the diagram|绘制图表/ }).click();
      await page.locator("iframe").waitFor();
    },
  ],
  [
    "edit",
    (page) =>
      questions(page)
        .getByRole("button", { name: /Edit|修改|编辑/ })
        .click(),
  ],
  [
    "versions",
    async (page) => {
      await questions(page).getByRole("textbox").fill("改过的问题 an edited question");
      await questions(page).locator("button[type=submit]").click();
      await page.getByText("2 / 2").waitFor();
      await reaches(page, "ok");
    },
  ],
  ["list", openList],
  ["menu", (page) => menuOf(page).click()],
  [
    "share",
    async (page) => {
      // It closed when the window became another one.
      await menuOf(page).click();
      await item(page, /Share|分享/).click();
      await dialog(page)
        .getByRole("button", { name: /link|链接/ })
        .first()
        .click();
      await dialog(page)
        .getByRole("button", { name: /Copy|复制/ })
        .first()
        .waitFor();
    },
  ],
  [
    "undo",
    async (page) => {
      await page.keyboard.press("Escape");
      await menuOf(page).click();
      await item(page, /Delete|删除/).click();
      await page.getByRole("button", { name: /Undo|撤销/ }).waitFor();
    },
  ],
  ["import", (page) => openOther(page, /Import|导入/)],
  ["devices", (page) => openOther(page, /another device|其他设备/)],
  [
    "join",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.goto(`${stage.program.url}/#/join/${"0".repeat(32)}`);
      await page.reload();
      await page.locator(".join").waitFor();
    },
  ],
  [
    "shared, and not any more",
    async (page) => {
      await page.goto(`${stage.program.url}/s/${"0".repeat(32)}`);
      await page.locator(".shared-missing").waitFor();
    },
  ],
];

/** From the menu below the list. */
async function openOther(page: Page, name: RegExp): Promise<void> {
  await page.keyboard.press("Escape");
  await openList(page);
  await page.locator(".preferences button[aria-haspopup=menu]").click();
  await item(page, name).click();
  await dialog(page).waitFor();
}

async function examine(page: Page, name: string, widths: number[], height: number): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect([name, colorScheme, await findings(page)]).toEqual([name, colorScheme, []]);
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    expect([name, width, await overflow(page)]).toEqual([name, width, 0]);
  }
}

const phone = { hasTouch: true, isMobile: true, viewport: { width: 375, height: 740 } };

it.each<[string, BrowserContextOptions, number[]]>([
  [
    "English, dark, wide",
    { locale: "en-US", colorScheme: "dark", viewport: { width: 1440, height: 900 } },
    [768, 1440],
  ],
  ["Chinese, light, on a phone", { locale: "zh-CN", colorScheme: "light", ...phone }, [320, 375]],
])("%s: every view is in order", async (_name, options, widths) => {
  const { page, complaints } = await visit(stage.browser, stage.program.url, options);
  for (const [name, show] of VIEWS) {
    await show(page);
    await examine(page, name, widths, options.viewport?.height ?? 0);
    if (options.hasTouch) expect([name, await tooSmall(page)]).toEqual([name, []]);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});
