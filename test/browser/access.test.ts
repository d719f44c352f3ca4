// Where the page asks for a key, where it asks for patience, and where only the operator can help.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, visit } from "../support/browser.ts";
import { type FakeModel, startFakeModel } from "../support/fake-model.ts";
import { type Program, startProgram } from "../support/program.ts";
import { answers, ask, button, eventually, field, reaches, send } from "./page-parts.ts";

const [FIRST_KEY, SECOND_KEY, THIRD_KEY, FOURTH_KEY] = [
  "key-of-the-first-reader",
  "key-of-the-second-reader",
  "key-of-the-third-reader",
  "key-of-the-fourth-reader",
];
/** Of each key: the tests below send no more than this, but for the one that means to. */
const PER_MINUTE = 2;

let model: FakeModel;
let program: Program;
let misconfigured: Program;
let browser: Browser;

beforeAll(async () => {
  model = await startFakeModel();
  const connection = { MODEL_ENDPOINT: `${model.url}/v1`, MODEL_API_KEY: "sk-fake" };
  program = await startProgram({
    settings: {
      ...connection,
      CHAT_ACCESS: "key",
      API_KEYS: [FIRST_KEY, SECOND_KEY, THIRD_KEY, FOURTH_KEY].join(","),
      RATE_LIMIT_PER_MINUTE: String(PER_MINUTE),
    },
  });
  misconfigured = await startProgram({ settings: { ...connection, CACHE_TTL_SECONDS: "soon" } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all([program.kill(), misconfigured.kill()]);
  await model.close();
});

const keyField = (page: Page) => page.getByLabel("Key", { exact: true });

async function giveKey(page: Page, key: string): Promise<void> {
  await keyField(page).fill(key);
  await keyField(page).press("Enter");
}

async function visitWith(key: string): Promise<Page> {
  const { page } = await visit(browser, program.url);
  await giveKey(page, key);
  await field(page).waitFor();
  return page;
}

describe("a page that asks for a key", () => {
  it("says so at once, takes no wrong key, and opens with the right one", async () => {
    const { page, complaints } = await visit(browser, program.url);
    await page.getByRole("heading", { name: "Access key" }).waitFor();
    await eventually(() => keyField(page).evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await field(page).count()).toBe(0);
    expect(await page.getByText("This key was not accepted.").count()).toBe(0);
    await giveKey(page, "not the key");
    await page.getByRole("alert").getByText("This key was not accepted.").waitFor();
    expect(await field(page).count()).toBe(0);
    await giveKey(page, `  ${FIRST_KEY} `);
    await ask(page, "opened with a key");
    await page.reload();
    await reaches(page, "ok");
    expect(await answers(page).innerText()).toContain("opened with a key");
    expect(complaints).toEqual([]);
  });

  it("shows the key to nobody: not in the field, the address, or a request's address", async () => {
    const { page } = await visit(browser, program.url);
    expect(await keyField(page).getAttribute("type")).toBe("password");
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));
    await giveKey(page, SECOND_KEY);
    await ask(page, "say nothing of the key");
    expect([page.url(), ...addresses].filter((address) => address.includes(SECOND_KEY))).toEqual([]);
    const keys = await page.evaluate(() => document.cookie);
    expect(keys).not.toContain(SECOND_KEY);
  });

  it("forgets the key, and with it everything that it had opened", async () => {
    const page = await visitWith(THIRD_KEY);
    await ask(page, "a private matter");
    await page.getByRole("navigation").getByText("a private matter").waitFor();
    await button(page, "Forget access key").click();
    await keyField(page).waitFor();
    await eventually(() => page.getByText("a private matter").count()).toBe(0);
    expect(new URL(page.url()).hash).toBe("#/");
    expect(await page.evaluate((key) => JSON.stringify(localStorage).includes(key), THIRD_KEY)).toBe(false);
    await giveKey(page, SECOND_KEY);
    await field(page).waitFor();
    await page.getByRole("list", { name: "Examples" }).waitFor();
    expect(await page.getByText("a private matter").count()).toBe(0);
  });

  it("opens a conversation by its address as soon as the key is given", async () => {
    const page = await visitWith(THIRD_KEY);
    await ask(page, "found by its address");
    await eventually(() => new URL(page.url()).hash).toMatch(/^#\/c\//);
    const { page: other } = await visit(browser, page.url());
    await giveKey(other, THIRD_KEY);
    await reaches(other, "ok");
    expect(await answers(other).innerText()).toContain("found by its address");
  });
});

it("a message too many is told how long to wait, counts down, and can then be sent again", async () => {
  const page = await visitWith(FOURTH_KEY);
  await page.clock.install();
  for (const text of ["one", "two"].slice(0, PER_MINUTE)) await ask(page, text);
  await send(page, "one too many");
  await reaches(page, "failed");
  const notice = answers(page).last();
  const retry = notice.getByRole("button", { name: "Retry" });
  const seconds = async () => Number(/Wait (\d+) second/.exec(await notice.innerText())?.[1] ?? 0);
  expect(await notice.innerText()).toContain("Too many messages at once.");
  expect(await retry.isDisabled()).toBe(true);
  const first = await seconds();
  expect(first).toBeGreaterThan(11);
  expect(first).toBeLessThanOrEqual(60);
  await page.clock.fastForward(10_000);
  await eventually(seconds).toBeLessThanOrEqual(first - 10);
  expect(await retry.isDisabled()).toBe(true);
  await page.clock.fastForward(60_000);
  await eventually(() => retry.isEnabled()).toBe(true);
  expect(await notice.innerText()).toContain("Wait a little, then retry.");
  expect(await page.locator('article[data-role="user"]').count()).toBe(3);
});

describe("misconfigured settings", () => {
  it("are told at once, by name, with the number of the request", async () => {
    const { page, complaints } = await visit(browser, misconfigured.url);
    const notice = page.locator(".failure");
    await notice.waitFor();
    const asked = page.waitForResponse(/\/api\/models$/);
    await notice.getByRole("button", { name: "Retry" }).click();
    const id = (await asked).headers()["x-request-id"];
    await eventually(() => notice.locator("code").innerText()).toBe(id);
    expect(await notice.innerText()).toContain("The assistant is not set up correctly.");
    expect(await notice.innerText()).toContain("CACHE_TTL_SECONDS");
    expect(complaints).toEqual([]);
  });

  it("are told in Chinese, and a message that was sent all the same stays", async () => {
    const { page } = await visit(browser, misconfigured.url, { locale: "zh-CN" });
    await page.getByText("助手的设置有误。").waitFor();
    await send(page, "有人吗？");
    await reaches(page, "failed");
    const notice = answers(page).last();
    expect(await notice.innerText()).toContain("请把下面的内容转给管理员。");
    expect(await notice.innerText()).toContain("CACHE_TTL_SECONDS");
    expect(await notice.locator("code").innerText()).toMatch(/^[0-9a-f-]{36}$/);
    expect(await page.locator(".bubble").innerText()).toBe("有人吗？");
    expect(model.requests.filter(({ message }) => message.startsWith("有人吗"))).toEqual([]);
  });
});

it("the console without an admin token tells how to set one, here and deployed", async () => {
  const { page, complaints } = await visit(browser, `${program.url}/admin/logs`, { locale: "zh-CN" });
  await page.getByRole("heading", { name: "控制台尚未开启" }).waitFor();
  const text = await page.locator("main").innerText();
  expect(text).toContain(".dev.vars");
  expect(text).toContain("npx wrangler secret put ADMIN_TOKEN");
  expect(complaints).toEqual([]);
});
