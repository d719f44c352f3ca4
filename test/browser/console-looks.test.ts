// How the console looks and is used: without a mouse, on a phone, in both themes and languages; when something fails.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsoleStage, openConsoleStage, settle } from "./console-stage.ts";
import { button, eventually, findings, overflow, tooSmall } from "./page-parts.ts";

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await openConsoleStage();
  const session = await stage.ask("a first question [[reply:a first answer]]");
  await stage.ask(`a long one ${"with many words ".repeat(200)}`, session);
  await stage.say("from a chat", "oc_looks");
  await stage.put(
    "knowledge/handbook?tags=hr,leave",
    "# Handbook\n\n## Leave\n\nEverybody has 25 days of leave.",
  );
  const file = { title: { en: "Handbook", zh: "手册" }, model: "gpt-4o-mini", system_prompt: "Be brief." };
  await stage.put("models/handbook", { ...file, suggestions: ["How much leave?"], default_for: ["feishu"] });
  await stage.put("models/handbook", {
    ...file,
    knowledge: ["hr"],
    examples: [{ user: "u", assistant: "a" }],
  });
  conversation = `/conversations/${session}`;
});
afterAll(() => stage.close());

let conversation = "";
const pages = () => [
  "",
  "/conversations",
  conversation,
  "/deliveries",
  "/alerts",
  "/logs?kind=access",
  "/models",
  "/models/+",
  "/models/handbook?side=trial",
  "/models/handbook?view=versions",
  "/knowledge",
  "/knowledge?view=try&question=How+much+leave",
  "/knowledge/handbook",
  "/knowledge/+",
  "/files",
  "/channels",
  "/backups",
  "/settings",
  "/nothing-of-that-name",
];

/** As a click on a link does: the page changes, and is not loaded anew. */
async function show(page: Page, path: string): Promise<void> {
  await page.evaluate((address) => {
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/admin${path}`);
  await settle(page);
}

const WIDTHS = [1440, 1100, 820, 375];

describe("looks", () => {
  it.each([
    ["zh-CN", "light", 1440],
    ["en-US", "dark", 375],
  ] as const)(
    "in %s, %s, at %i px axe finds nothing, and at no width anything is wider than the window or too small for a finger",
    async (locale, colorScheme, width) => {
      const { page, complaints, foreign } = await stage.open("", { locale, colorScheme });
      for (const path of pages()) {
        await page.setViewportSize({ width, height: 800 });
        await show(page, path);
        expect({ path, found: await findings(page) }).toEqual({ path, found: [] });
        expect({ path, small: await tooSmall(page) }).toEqual({ path, small: [] });
        for (const other of WIDTHS) {
          await page.setViewportSize({ width: other, height: 800 });
          // Tables turn into cards a moment later.
          await eventually(async () => `${path} at ${other}: ${await overflow(page)}`).toBe(
            `${path} at ${other}: 0`,
          );
        }
      }
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(
        locale === "zh-CN" ? "zh-CN" : "en",
      );
      expect(complaints).toEqual([]);
      expect(foreign).toEqual([]);
    },
  );
});

describe("without a mouse", () => {
  it("rows are walked by j and k, opened by Enter, searched by /, and ? tells so", async () => {
    const { page } = await stage.open("/conversations");
    await page.locator("tbody").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    expect(await focused()).toBe(await page.locator("tbody a").first().textContent());
    await page.keyboard.press("ArrowDown");
    const second = await focused();
    await page.keyboard.press("/");
    await page.keyboard.type("jk?");
    expect(await page.getByRole("searchbox").inputValue()).toBe("jk?");
    await page.goBack();
    await page.goto(`${stage.url}/admin/conversations`);
    await page.getByRole("link", { name: second }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Conversation", exact: true }).waitFor();
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  });

  it("the first Tab leads past the rail into the page", async () => {
    const { page } = await stage.open("/conversations");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    expect(new URL(page.url()).pathname).toBe("/admin/conversations");
  });

  it("on a phone the rail is a drawer that takes the focus and gives it back", async () => {
    const { page } = await stage.open("/logs", { viewport: { width: 375, height: 800 }, locale: "zh-CN" });
    await button(page, "打开菜单").click();
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "关闭菜单",
    );
    await page.keyboard.press("Escape");
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "打开菜单",
    );
    await button(page, "打开菜单").click();
    await page.getByRole("link", { name: "备份" }).click();
    await page.getByRole("heading", { level: 1, name: "备份" }).waitFor();
    await eventually(() => page.getByRole("navigation", { name: "页面" }).count()).toBe(0);
  });
});

describe("when something fails", () => {
  it("the page says what to do, with the request's id, and works again without a reload", async () => {
    const { page } = await stage.open("/conversations?from=2026-13-45");
    const notice = page.locator(".failure");
    await notice.waitFor();
    expect(await notice.innerText()).toContain("from must be ISO 8601");
    expect(await notice.locator("code").innerText()).toMatch(/^[0-9a-f-]{36}$/);
    await button(page, "Clear filters").click();
    await page.locator("tbody").first().waitFor();
    expect(await notice.count()).toBe(0);
    await page.context().setOffline(true);
    await button(page, "Load anew").click();
    await page.getByText("The server cannot be reached.").waitFor();
    expect(await page.locator("tbody").count()).toBeGreaterThan(0);
    await page.context().setOffline(false);
    await button(page, "Try again").click();
    await eventually(() => notice.count()).toBe(0);
  });
});

it("language and theme are chosen, and stay", async () => {
  const { page } = await stage.open("/backups");
  await button(page, "中文").click();
  await page.getByRole("heading", { level: 1, name: "备份" }).waitFor();
  await page.getByLabel("外观").selectOption("dark");
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.reload();
  await settle(page);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("备份");
  expect(await paper()).toBe(dark);
});
