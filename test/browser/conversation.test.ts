// What a person does with a conversation beyond asking: asks once more, edits, goes through versions, takes files along.
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
  stage = await openChatStage({
    ASSISTANT_NAME: "小助手",
    GREETING: "Good to see you.\nWhat is it today?",
    SUGGESTIONS: "What is new? | Where is the handbook?",
  });
  ({ program, browser } = stage);
});
afterAll(() => stage.close());

const said = (page: Page) => page.locator(".bubble").allInnerTexts();
const lastAnswer = (page: Page) => answers(page).last().innerText();
const shownVersion = (page: Page) => page.getByRole("group", { name: "Versions" }).innerText();
const isFocused = (page: Page, name: string) =>
  page.evaluate((label) => document.activeElement?.getAttribute("aria-label") === label, name);
const askedOf = (text: string) =>
  stage.model.requests.filter(({ message }) => message.startsWith(text)).length;

it("an empty page greets in the operator's words, and what is suggested is asked by a tap", async () => {
  const { page, complaints } = await visit(browser, program.url);
  await page.getByRole("heading", { name: "小助手", level: 2 }).waitFor();
  await eventually(() => page.title()).toBe("小助手");
  expect(await page.getByText("Good to see you.").innerText()).toBe("Good to see you.\nWhat is it today?");
  await button(page, "Where is the handbook?").click();
  await reaches(page, "ok");
  expect(await said(page)).toEqual(["Where is the handbook?"]);
  await eventually(() => page.title()).toBe("Where is the handbook? – 小助手");
  expect(complaints).toEqual([]);
});

describe("another version", () => {
  it("is had by asking once more, and both are there to go through, after a reload too", async () => {
    const { page } = await visit(browser, program.url);
    await ask(page, "once more please");
    await answers(page).hover();
    await button(page, "Ask once more").click();
    await eventually(() => askedOf("once more please")).toBe(2);
    await reaches(page, "ok");
    expect(await answers(page).count()).toBe(1);
    await eventually(() => shownVersion(page)).toContain("2 / 2");
    const fresh = await questions(page).getAttribute("data-message-id");
    await button(page, "Earlier version").press("Enter");
    await eventually(() => shownVersion(page)).toContain("1 / 2");
    expect(await questions(page).getAttribute("data-message-id")).not.toBe(fresh);
    expect(await isFocused(page, "Earlier version")).toBe(true);
    await page.reload();
    await eventually(() => shownVersion(page)).toContain("1 / 2");
    await button(page, "Later version").click();
    await eventually(() => questions(page).getAttribute("data-message-id")).toBe(fresh);
    expect(await findings(page)).toEqual([]);
  });

  it("of an edited message leaves out what followed; an input method's Enter and Escape send nothing", async () => {
    const { page } = await visit(browser, program.url);
    await ask(page, "first words");
    await ask(page, "second words");
    await questions(page).first().hover();
    await questions(page).first().getByRole("button", { name: "Edit" }).click();
    const editing = page.getByRole("textbox", { name: "Edit message" });
    await eventually(() => isFocused(page, "Edit message")).toBe(true);
    await editing.press("Escape");
    await eventually(() => isFocused(page, "Edit")).toBe(true);
    await page.keyboard.press("Enter");
    await eventually(() => isFocused(page, "Edit message")).toBe(true);
    const client = await page.context().newCDPSession(page);
    await client.send("Input.imeSetComposition", { text: "ni", selectionStart: 2, selectionEnd: 2 });
    await editing.press("Enter");
    expect(await editing.count()).toBe(1);
    await client.send("Input.insertText", { text: "你" });
    await editing.press("Enter");
    // The browser that is driven from here puts the method's Enter into the field as a line.
    await eventually(async () => (await said(page)).map((text) => text.trim())).toEqual(["first words你"]);
    await reaches(page, "ok");
    expect(await lastAnswer(page)).toContain("first words你");
    await eventually(() => isFocused(page, "Messages")).toBe(true);
    await button(page, "Earlier version").click();
    await eventually(() => said(page)).toEqual(["first words", "second words"]);
    expect(await answers(page).count()).toBe(2);
  });

  it("is one tap away where an answer was stopped, and out of reach while an answer runs", async () => {
    const { page } = await visit(browser, program.url);
    await send(page, "stop and begin again [[hold:again]]");
    await reaches(page, "streaming");
    expect(await questions(page).getByRole("button", { name: "Edit" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await reaches(page, "stopped");
    stage.model.release("again");
    await button(page, "Fresh answer").click();
    await reaches(page, "ok");
    expect(await lastAnswer(page)).toContain("stop and begin again");
    await eventually(() => shownVersion(page)).toContain("2 / 2");
    await field(page).press("ArrowUp");
    await eventually(() => isFocused(page, "Edit message")).toBe(true);
  });
});

it("text files are picked, shown folded under their names, and reach the model; what is no text is refused", async () => {
  const { page, complaints } = await visit(browser, program.url);
  const choose = async (name: string, bytes: string | Uint8Array) => {
    const choosing = page.waitForEvent("filechooser");
    await button(page, "Add images or text files").click();
    await (await choosing).setFiles([{ name, mimeType: "", buffer: Buffer.from(bytes) }]);
  };
  await choose("figures.csv", new Uint8Array([0xc4, 0xe3, 0x00]));
  const refusal = page.getByRole("alert");
  await eventually(() => refusal.innerText()).toBe("This file is no text in UTF-8 and cannot be sent.");
  await choose("slides.pdf", "%PDF");
  await eventually(() => refusal.innerText()).toBe("Only images and text files can be sent.");
  await choose("figures.csv", "month,sum\n11,42\n");
  await button(page, "Remove figures.csv").waitFor();
  await ask(page, "sum up the figures");
  expect(await said(page)).toEqual(["sum up the figures"]);
  const [request] = stage.model.requests.filter(({ message }) => message.startsWith("sum up the figures"));
  expect(request?.message).toContain('```csv title="figures.csv"\nmonth,sum\n11,42');
  await page.reload();
  await reaches(page, "ok");
  await questions(page).getByText("figures.csv").click();
  expect(await questions(page).locator("pre").innerText()).toBe("month,sum\n11,42\n");
  expect(await findings(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it("every shortcut of the legend does what the legend says", async () => {
  const { page, complaints } = await visit(browser, program.url, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await ask(page, "older conversation");
  await page.keyboard.press("Alt+Shift+N");
  await eventually(() => answers(page).count()).toBe(0);
  await ask(page, "newer conversation");
  await page.keyboard.press("Alt+Shift+C");
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toContain("newer conversation");
  await page.keyboard.press("Alt+Shift+J");
  await eventually(() => said(page)).toEqual(["older conversation"]);
  await page.keyboard.press("Alt+Shift+K");
  await eventually(() => said(page)).toEqual(["newer conversation"]);
  await page.keyboard.press("Control+K");
  await eventually(() => isFocused(page, "Search conversations")).toBe(true);
  await page.keyboard.press("?");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.keyboard.press("Alt+Shift+M");
  await eventually(() => isFocused(page, "Message")).toBe(true);
  await page.keyboard.press("Control+/");
  const legend = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await legend.waitFor();
  expect(await legend.getByText("Copy the last answer").count()).toBe(1);
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  // Gone, not only hidden: the page hears of it a moment later.
  await eventually(() => page.locator("dialog").count()).toBe(0);
  await page.getByRole("log").focus();
  await page.keyboard.press("?");
  await legend.waitFor();
  expect(complaints).toEqual([]);
});
