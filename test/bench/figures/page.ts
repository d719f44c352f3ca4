// What the chat page asks of a browser: a long answer that arrives in small pieces, and a long conversation.
import type { Browser, Page } from "playwright-core";
import type { HistoryMessage } from "../../../src/core/wire.ts";
import { launchBrowser } from "../../support/browser.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import { startPageServer } from "../page-server.ts";

const ROUNDS = 5;
const CHARACTERS = 20_000;
const PIECES = 5_000;
const MESSAGES = 1_000;
const DRAWN_MS = 12_000;

export const pageStall: FigureDefinition = {
  name: "page",
  title: "longest the page stands still while 20,000 characters arrive in 5,000 pieces",
  against: "the page at rest",
  unit: "ms",
  comparison: "alone",
  aim: { bound: "at most", value: 50 },
};

export const pageTyping: FigureDefinition = {
  name: "page-typing",
  title: "from a key to its paint in a conversation of 1,000 messages",
  against: "in an empty one",
  unit: "ms",
  comparison: "added",
  aim: { bound: "at most", value: 16 },
};

const SECTION = [
  "## 部分 A part with **注意：**强调 and `code`",
  "正文若干字，有 $E=mc^2$，也有 $5 和 $6 的价格，以及 https://a.cn/x 这样的地址。".repeat(3),
  "- 一 one\n- 二 two\n  - 三 three",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is code of an answer.
  "```ts\nexport function greet(name: string): string {\n  return `Hello ${name}`; // 注释\n}\nconst list = [1, 2, 3].map((n) => n * 2);\n```",
  "| 名称 | 值 |\n| --- | ---: |\n| a | 1 |\n| b | 2 |",
].join("\n\n");

function longAnswer(): string[] {
  const text = `${SECTION}\n\n`.repeat(Math.ceil(CHARACTERS / SECTION.length)).slice(0, CHARACTERS);
  const size = CHARACTERS / PIECES;
  return Array.from({ length: PIECES }, (_, index) => text.slice(index * size, (index + 1) * size));
}

function longHistory(): HistoryMessage[] {
  return Array.from({ length: MESSAGES }, (_, index) => ({
    message_id: `message-${Math.floor(index / 2)}`,
    role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
    content: index % 2 === 0 ? `Question ${index}` : SECTION,
    timestamp: new Date(1_700_000_000_000 + index * 1000).toISOString(),
    status: "ok" as const,
  }));
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("textbox").last().waitFor();
  return page;
}

/** The longest time between two turns of the page's event loop, as long as `during` takes. */
async function longestStall(page: Page, during: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => {
    let before = performance.now();
    let longest = 0;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
      document.documentElement.dataset.stall = String(longest);
      setTimeout(() => channel.port2.postMessage(null));
    };
    channel.port2.postMessage(null);
  });
  await during();
  return page.evaluate(() => Number(document.documentElement.dataset.stall));
}

async function withPage<Value>(browser: Browser, url: string, use: (page: Page) => Promise<Value>) {
  const page = await openPage(browser, url);
  try {
    return await use(page);
  } finally {
    await page.context().close();
  }
}

export async function measurePageStall(): Promise<Figure> {
  const server = await startPageServer({ pieces: longAnswer(), history: [] });
  const browser = await launchBrowser();
  const measured: number[] = [];
  const baseline: number[] = [];
  const ended = (page: Page) => page.locator('[data-role="assistant"][data-status="ok"]').waitFor();
  for (let round = 0; round < ROUNDS; round += 1) {
    const answering = async (page: Page) => {
      await page.getByRole("textbox").last().fill("Go on");
      await page.keyboard.press("Enter");
      await page.locator(".markdown").waitFor();
      return longestStall(page, () => ended(page));
    };
    measured.push(await withPage(browser, server.url, answering));
    baseline.push(
      await withPage(browser, server.url, (page) => longestStall(page, () => page.waitForTimeout(1_000))),
    );
  }
  await browser.close();
  await server.close();
  return figureOf(pageStall, { measured, baseline });
}

/** The median over some letters, each from its event to the frame that has it. */
async function typing(page: Page): Promise<number> {
  await page.evaluate(() => {
    const times: number[] = [];
    addEventListener("keydown", (event) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          times.push(performance.now() - event.timeStamp);
          document.documentElement.dataset.times = JSON.stringify(times);
        };
        channel.port2.postMessage(null);
      });
    });
  });
  const field = page.getByRole("textbox").last();
  await field.click();
  for (const letter of "a few words typed") await field.press(letter === " " ? "Space" : letter);
  const times: number[] = JSON.parse(
    await page.evaluate(() => document.documentElement.dataset.times ?? "[]"),
  );
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

export async function measurePageTyping(): Promise<Figure> {
  const server = await startPageServer({ pieces: [], history: longHistory() });
  const browser = await launchBrowser();
  const measured: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const typingWithin = async (page: Page) => {
      await page.locator("table").last().waitFor();
      // Colours and formulas of so many messages are drawn little by little; a reader's conversation comes in pages of fifty.
      await page.waitForTimeout(DRAWN_MS);
      return typing(page);
    };
    measured.push(await withPage(browser, `${server.url}/#/c/bench`, typingWithin));
    baseline.push(await withPage(browser, server.url, typing));
  }
  await browser.close();
  await server.close();
  return figureOf(pageTyping, { measured, baseline });
}
