// The list of conversations and what is done with whole ones: menu, rename, pin, delete and take back, export and import.
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import type { Program } from "../support/program.ts";
import { type ChatStage, openChatStage } from "./chat-stage.ts";
import { answers, ask, button, eventually, findings, questions, reaches } from "./page-parts.ts";

let stage: ChatStage;
let program: Program;
let browser: Browser;

beforeAll(async () => {
  stage = await openChatStage();
  ({ program, browser } = stage);
});
afterAll(() => stage.close());

const list = (page: Page) => page.getByRole("navigation");
const titles = (page: Page) => list(page).locator(".session-title").allInnerTexts();
const focusedName = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent,
  );

/** By the menu of its line. */
async function choose(page: Page, title: string, item: string): Promise<void> {
  await list(page)
    .getByRole("button", { name: `Actions for “${title}”` })
    .first()
    .click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

async function begin(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await list(page).getByRole("button", { name: "New conversation" }).click();
    await ask(page, text);
  }
  await eventually(async () => (await titles(page)).length).toBeGreaterThanOrEqual(texts.length);
}

/** What the server lists for this visitor. */
const listed = (page: Page) =>
  page.evaluate(async () => {
    const { sessions } = await (await fetch("/api/chat")).json();
    return sessions.map(({ title, pinned }: { title: string; pinned: boolean }) =>
      pinned ? `* ${title}` : title,
    );
  });

describe("the menu of a conversation", () => {
  it("is worked by keys as menus are, and axe has nothing against it in either look", async () => {
    const { page, complaints } = await visit(browser, program.url, { reducedMotion: "reduce" });
    await begin(page, "by keys");
    const opener = list(page).getByRole("button", { name: "Actions for “by keys”" });
    await opener.press("ArrowDown");
    await eventually(() => focusedName(page)).toBe("Rename");
    for (const [key, name] of [
      ["ArrowUp", "Delete"],
      ["ArrowDown", "Rename"],
      ["e", "Export as Markdown"],
      ["e", "Export as JSON"],
      ["Home", "Rename"],
      ["End", "Delete"],
    ] as const) {
      await page.keyboard.press(key);
      expect(await focusedName(page)).toBe(name);
    }
    expect(await findings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Tab");
    expect(await page.getByRole("menu").count()).toBe(0);
    await opener.press("Enter");
    await page.getByRole("menu").waitFor();
    await page.mouse.click(900, 300);
    await eventually(() => page.getByRole("menu").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("renames in place: an input method's Enter is not ours, Escape leaves the title, and the server keeps it", async () => {
    const { page } = await visit(browser, program.url);
    await begin(page, "an old title");
    await choose(page, "an old title", "Rename");
    const field = page.getByRole("textbox", { name: "New title" });
    // What an input method composes goes where the focus is.
    await eventually(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: "nian", selectionStart: 4, selectionEnd: 4 });
    await page.keyboard.press("Enter");
    expect(await field.count()).toBe(1);
    await session.send("Input.insertText", { text: "年假" });
    await page.keyboard.press("Enter");
    await eventually(() => titles(page)).toEqual(["年假"]);
    await eventually(() => focusedName(page)).toBe("Actions for “年假”");
    await eventually(() => listed(page)).toEqual(["年假"]);
    await page.locator("main").getByRole("button", { name: "Actions for “年假”" }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await field.fill("never");
    await page.keyboard.press("Escape");
    await eventually(() => page.locator("h1").innerText()).toBe("年假");
    await page.reload();
    await reaches(page, "ok");
    await eventually(() => titles(page)).toEqual(["年假"]);
  });

  it("pins to the top, where it stays after a reload, and tells when the server does not take it", async () => {
    const { page } = await visit(browser, program.url);
    await begin(page, "to be pinned", "another one");
    const search = page.getByRole("searchbox", { name: "Search conversations" });
    await search.fill("nothing of the kind");
    await page.getByText("No conversation matches.").waitFor();
    // The open one keeps its title and its menu.
    await page.locator("main").getByRole("button", { name: "Actions for “another one”" }).waitFor();
    await search.fill("");
    await choose(page, "to be pinned", "Pin");
    await eventually(() => titles(page)).toEqual(["to be pinned", "another one"]);
    await list(page).getByRole("heading", { name: "Pinned" }).waitFor();
    await eventually(() => focusedName(page)).toBe("Actions for “to be pinned”");
    await eventually(() => listed(page)).toEqual(["* to be pinned", "another one"]);
    await page.reload();
    await eventually(() => titles(page)).toEqual(["to be pinned", "another one"]);
    await page.context().setOffline(true);
    await choose(page, "to be pinned", "Unpin");
    await page.getByText("The change could not be saved.").waitFor();
    expect(await list(page).getByRole("heading", { name: "Pinned" }).count()).toBe(1);
  });
});

describe("a deletion", () => {
  it("is taken back, to where one was, and the server never hears of it", async () => {
    const { page } = await visit(browser, program.url);
    await begin(page, "stays after all", "goes too");
    await choose(page, "goes too", "Delete");
    await eventually(() => answers(page).count()).toBe(0);
    await choose(page, "stays after all", "Delete");
    await eventually(() => titles(page)).toEqual([]);
    await page.getByText("2 conversations deleted.").waitFor();
    expect(await findings(page)).toEqual([]);
    await button(page, "Undo").click();
    await eventually(async () => (await titles(page)).sort()).toEqual(["goes too", "stays after all"]);
    await eventually(() => questions(page).innerText()).toContain("goes too");
    expect((await listed(page)).sort()).toEqual(["goes too", "stays after all"]);
  });

  it("waits while somebody stands on the way back, and then is done", async () => {
    const { page } = await visit(browser, program.url);
    await page.clock.install();
    await begin(page, "held for long");
    await choose(page, "held for long", "Delete");
    await button(page, "Undo").focus();
    await page.clock.runFor(30_000);
    expect(await button(page, "Undo").count()).toBe(1);
    const sent = page.waitForRequest((request) => request.method() === "DELETE");
    await button(page, "Undo").blur();
    await page.clock.runFor(9_000);
    expect((await (await sent).response())?.status()).toBe(204);
    await eventually(() => button(page, "Undo").count()).toBe(0);
    await eventually(() => listed(page)).toEqual([]);
  });

  it("goes out with the page, and one that could not is made good by the next", async () => {
    const { page } = await visit(browser, program.url);
    await begin(page, "deleted with the page", "deleted by the next page");
    await choose(page, "deleted with the page", "Delete");
    await page.goto("about:blank");
    await page.goto(program.url);
    await eventually(() => listed(page)).toEqual(["deleted by the next page"]);
    await page.route(/api\/chat\/[^/]+$/, (route) => route.abort());
    await choose(page, "deleted by the next page", "Delete");
    await page.goto("about:blank");
    await page.unroute(/api\/chat\/[^/]+$/);
    await page.clock.install({ time: Date.now() + 60_000 });
    await page.goto(program.url);
    await page.getByText("Your conversations will be listed here.").waitFor();
    await page.clock.runFor(1_500);
    await eventually(() => listed(page)).toEqual([]);
  });
});

describe("files", () => {
  it("an export as either kind is a file by the title's name, and makes the same conversation again", async () => {
    const { page, complaints } = await visit(browser, program.url);
    await begin(page, "what / is **this**?");
    for (const [kind, name] of [
      ["Export as Markdown", "what is this.md"],
      ["Export as JSON", "what is this.json"],
    ] as const) {
      const downloading = page.waitForEvent("download");
      await choose(page, "what / is **this**?", kind);
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(name);
      const buffer = await readFile(await download.path());
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: "Import a conversation" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await findings(page)).toEqual([]);
      const choosing = page.waitForEvent("filechooser");
      await button(page, "Choose a file").click();
      await (await choosing).setFiles({ name: `again-${name}`, mimeType: "text/plain", buffer });
      await page.getByText("The conversation is imported.").waitFor();
      await reaches(page, "ok");
      expect(await questions(page).locator(".bubble").innerText()).toBe("what / is **this**?");
      await page.goto(`${program.url}/#/`);
      await eventually(() => answers(page).count()).toBe(0);
      await list(page).getByText("what / is **this**?").last().click();
      await reaches(page, "ok");
    }
    await eventually(async () => (await listed(page)).length).toBe(3);
    expect(complaints).toEqual([]);
  });

  it("a file that is none is named, and one that is dropped on the dialog is no attachment", async () => {
    const { page } = await visit(browser, program.url, { colorScheme: "dark" });
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Import a conversation" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    const drop = (name: string, text: string) =>
      dialog.locator(".drop-place").evaluate(
        (place, [file, content]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content ?? ""], file ?? ""));
          const options = { dataTransfer, bubbles: true, cancelable: true };
          place.dispatchEvent(new DragEvent("dragover", options));
          place.dispatchEvent(new DragEvent("drop", options));
        },
        [name, text],
      );
    await drop("notes.md", "# Notes\n\nof a meeting");
    await eventually(() => dialog.getByRole("alert").innerText()).toContain("was not exported here");
    await drop("x.json", '{"messages":[{"role":"user","content":"a"},{"role":"tool","content":""}]}');
    await eventually(() => dialog.getByRole("alert").innerText()).toContain("Message 2");
    await drop("x.json", '{"title":"\\u0000","messages":[{"role":"user","content":"\\u0000"}]}');
    await eventually(() => dialog.getByRole("alert").innerText()).toMatch(
      /could not be imported.*Mend the file/s,
    );
    expect(await findings(page)).toEqual([]);
    expect(await page.locator(".attachments").count()).toBe(0);
    await page.keyboard.press("Escape");
    await eventually(() => dialog.count()).toBe(0);
    await eventually(() => focusedName(page)).toBe("More");
  });
});

it("a part that is gone after a deployment says so and offers to load the page anew", async () => {
  const { page } = await visit(browser, program.url);
  await begin(page, "an old page");
  await page.route(/assets\/.*\.js/, (route) => route.fulfill({ status: 404 }));
  await choose(page, "an old page", "Share");
  await page.getByText("This part of the page could not be loaded.").waitFor();
  await page.unroute(/assets\/.*\.js/);
  await button(page, "Reload the page").click();
  await choose(page, "an old page", "Share");
  await page.getByRole("dialog").waitFor();
});
