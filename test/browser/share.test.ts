// What leaves the page by a link: a conversation that others read, and a visitor's conversations on another device.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import type { Program } from "../support/program.ts";
import { type ChatStage, openChatStage } from "./chat-stage.ts";
import { answers, ask, button, eventually, field, findings, questions, reaches, send } from "./page-parts.ts";

let stage: ChatStage;
let program: Program;
let browser: Browser;

beforeAll(async () => {
  stage = await openChatStage();
  ({ program, browser } = stage);
});
afterAll(() => stage.close());

const list = (page: Page) => page.getByRole("navigation");
const dialog = (page: Page) => page.getByRole("dialog");
const link = (page: Page) => dialog(page).getByRole("textbox", { name: "Link" }).inputValue();

/** In both looks. */
async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await findings(page)));
  }
  return found;
}

async function openShare(page: Page): Promise<void> {
  await list(page)
    .getByRole("button", { name: /^Actions for/ })
    .click();
  await page.getByRole("menuitem", { name: "Share" }).click();
  await dialog(page).waitFor();
}

describe("a shared conversation", () => {
  it("is read by anybody as it was then, renewed on demand, and closed for good", async () => {
    const { page } = await visit(browser, program.url, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await ask(page, "show **this** to them");
    await openShare(page);
    await button(page, "Make a link").click();
    await button(page, "Copy link").click();
    await button(page, "Copied").waitFor();
    const url = await link(page);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await ask(page, "said afterwards");

    const reader = await visit(browser, url);
    await eventually(() => answers(reader.page).locator("strong").innerText()).toBe("this");
    expect(await questions(reader.page).count()).toBe(1);
    await eventually(() => reader.page.title()).toBe("show **this** to them");
    expect(await field(reader.page).count()).toBe(0);
    expect(await list(reader.page).count()).toBe(0);
    expect(await reader.page.context().cookies()).toEqual([]);
    expect(await faults(reader.page)).toEqual([]);

    await openShare(page);
    await button(page, "Update to now").click();
    await reader.page.reload();
    await eventually(() => questions(reader.page).count()).toBe(2);
    expect(await link(page)).toBe(url);

    await button(page, "Revoke").click();
    await dialog(page).getByText("The link is revoked.").waitFor();
    await reader.page.reload();
    await reader.page.getByRole("heading", { name: "Nothing is shared here" }).waitFor();
    expect(await faults(reader.page)).toEqual([]);
    await reader.page.getByRole("link", { name: "Start your own conversation" }).click();
    await field(reader.page).waitFor();
    expect([...reader.complaints, ...reader.foreign]).toEqual([]);
  });

  it("of many messages gives its older ones on demand, and stays readable after a failure", async () => {
    const { page } = await visit(browser, program.url);
    const url = await page.evaluate(async () => {
      const messages = Array.from({ length: 60 }, (_, index) => [
        { role: "user", content: `question ${index}` },
        { role: "assistant", content: `answer ${index}` },
      ]).flat();
      const send = (path: string, body: unknown) =>
        fetch(path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }).then((response) => response.json());
      const { session_id } = await send("/api/import", { title: "long", messages });
      return (await send(`/api/chat/${session_id}/share`, {})).url;
    });
    await page.goto(url);
    await eventually(() => answers(page).last().innerText()).toContain("answer 59");
    const older = button(page, "Load earlier messages");
    await page.context().setOffline(true);
    await older.click();
    await page.getByText("The conversation could not be loaded.").waitFor();
    await page.context().setOffline(false);
    await button(page, "Retry").click();
    await eventually(() => page.locator("article").count()).toBe(100);
    await older.click();
    await eventually(() => page.locator("article").count()).toBe(120);
    expect(await older.count()).toBe(0);
    expect(await questions(page).first().innerText()).toContain("question 0");
  });
});

describe("another device", () => {
  async function openDevices(page: Page): Promise<string> {
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Continue on another device" }).click();
    await dialog(page).locator(".link-field").waitFor();
    return link(page);
  }

  it("goes on with the same conversations after a press, never before, and the link works once", async () => {
    const one = await visit(browser, program.url);
    await ask(one.page, "begun on the first device");
    const url = await openDevices(one.page);
    expect(await one.page.getByRole("img", { name: "The link as a QR code" }).count()).toBe(1);
    expect(await faults(one.page)).toEqual([]);

    const two = await visit(browser, program.url);
    await ask(two.page, "begun on the second device");
    await two.page.goto(url);
    await two.page.getByText("Whoever made this link sees what you write here from now on.").waitFor();
    expect(await faults(two.page)).toEqual([]);
    expect(await list(two.page).getByText("begun on the second device").count()).toBe(1);
    await button(two.page, "Yes, it was me").click();
    await list(two.page).getByText("begun on the first device").click();
    await reaches(two.page, "ok");
    expect(await list(two.page).getByText("begun on the second device").count()).toBe(0);
    await ask(two.page, "and went on here");
    expect([...two.complaints, ...two.foreign]).toEqual([]);

    const three = await visit(browser, url);
    await button(three.page, "Yes, it was me").click();
    await three.page.getByText("This link was used already, or it has expired.").waitFor();
    await button(three.page, "Do not continue").click();
    await field(three.page).waitFor();
    expect(new URL(three.page.url()).hash).toBe("#/");
  });

  it("sends nothing under its name that was written before and had not gone out, and other windows follow", async () => {
    const one = await visit(browser, program.url);
    const url = await openDevices(one.page);
    const { page } = await visit(browser, program.url);
    await ask(page, "my own conversation");
    const other = await page.context().newPage();
    await other.goto(page.url());
    await reaches(other, "ok");
    await page
      .context()
      .route("**/api/chat", (route) =>
        route.request().method() === "POST" ? route.abort("internetdisconnected") : route.continue(),
      );
    await send(page, "meant for my own name");
    await eventually(() => page.getByText("Will be sent when the connection is back").count()).toBe(1);
    await page.goto(url);
    await button(page, "Yes, it was me").click();
    await page.getByText("This browser now continues the conversations of the other device.").waitFor();
    await eventually(() => new URL(other.url()).hash).toBe("#/");
    await page.context().unroute("**/api/chat");
    for (const each of [page, other]) await each.evaluate(() => dispatchEvent(new Event("online")));
    await list(page).getByText("meant for my own name").click();
    await page.getByText("Not sent: this browser goes on as somebody else now.").waitFor();
    await ask(other, "said in the other window");
    const asked = stage.model.requests.map(({ message }) => message);
    expect(asked).not.toContain("meant for my own name");
    await button(page, "Retry").click();
    await reaches(page, "ok");
    expect(await list(page).getByText("meant for my own name").count()).toBe(1);
  });

  it("the code is one that a camera reads as the link", async () => {
    const { page } = await visit(browser, program.url);
    await page.clock.install();
    await openDevices(page);
    const path = await page.locator(".qr-code path").getAttribute("d");
    expect(path?.startsWith("M3 3h1v1h-1z")).toBe(true);
    await page.clock.runFor(601_000);
    await dialog(page).getByText("The link has expired.").waitFor();
    await button(page, "Make a new link").click();
    await dialog(page).locator(".link-field").waitFor();
  });
});
