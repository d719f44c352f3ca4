// The operator's console in a real Chromium against the started program: signing in, and each page's main act.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import { FEISHU_TEST_APP } from "../support/feishu-delivery.ts";
import { ADMIN_TOKEN, type ConsoleStage, openConsoleStage, settle } from "./console-stage.ts";
import { button, eventually } from "./page-parts.ts";

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await openConsoleStage();
});
afterAll(() => stage.close());

const tokenField = (page: Page) => page.getByLabel("Admin token");
const dialog = (page: Page) => page.getByRole("dialog");
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
/** A row of a table, by a text in it. */
const row = (page: Page, text: string) => page.locator("tbody").filter({ hasText: text });

async function signIn(page: Page, token: string): Promise<void> {
  await tokenField(page).fill(token);
  await tokenField(page).press("Enter");
}

describe("signing in", () => {
  it("takes no wrong token, opens the very view that was asked for, and ends for good", async () => {
    const { page, foreign, complaints } = await visit(
      stage.browser,
      `${stage.url}/admin/deliveries?state=dead`,
    );
    expect(await tokenField(page).getAttribute("type")).toBe("password");
    await signIn(page, "not the token");
    await page.getByRole("alert").getByText("This token was not accepted.").waitFor();
    await signIn(page, ADMIN_TOKEN);
    await heading(page, "Deliveries").waitFor();
    expect(await page.getByLabel("State").inputValue()).toBe("dead");
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).not.toContain("console");
    expect(kept).not.toContain(ADMIN_TOKEN);
    await button(page, "Sign out").click();
    await tokenField(page).waitFor();
    await page.reload();
    await tokenField(page).waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("is asked for again when the session ends in the middle of work, and leads back to the same view", async () => {
    const { page } = await stage.open("/logs?kind=access&q=webhooks");
    await page.context().clearCookies();
    await button(page, "Load anew").click();
    await page.getByText("Your session has ended.").waitFor();
    await signIn(page, ADMIN_TOKEN);
    await heading(page, "Logs").waitFor();
    expect(new URL(page.url()).search).toBe("?kind=access&q=webhooks");
    expect(await page.getByRole("searchbox").inputValue()).toBe("webhooks");
  });

  it("asks whoever guesses too often to wait, and counts down", async () => {
    // The right token is still heard from this address: the other tests go on signing in.
    const guess = () =>
      fetch(`${stage.url}/api/admin/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: "guess" }),
      }).then((response) => response.body?.cancel());
    await Promise.all(Array.from({ length: 60 }, guess));
    const { page } = await visit(stage.browser, `${stage.url}/admin`);
    await page.clock.install();
    await signIn(page, "one guess more");
    await page.getByText("Too many wrong tokens.").waitFor();
    const seconds = async () =>
      Number(/Wait (\d+) second/.exec(await page.locator("form").innerText())?.[1] ?? 0);
    // The count begins a frame behind the words.
    await eventually(seconds).toBeGreaterThan(10);
    const first = await seconds();
    expect(await button(page, "Sign in").isDisabled()).toBe(true);
    await page.clock.fastForward(5_000);
    await eventually(seconds).toBeLessThanOrEqual(first - 5);
    await page.clock.fastForward(60_000);
    await eventually(() => button(page, "Sign in").isEnabled()).toBe(true);
  });
});

describe("the overview", () => {
  it("counts what was asked, by the hour and by channel, as a drawing and as a table", async () => {
    await stage.ask("counted by the overview");
    const { page, complaints } = await stage.open();
    await page.getByRole("heading", { name: "Everything works" }).waitFor();
    const chart = page.locator("figure").filter({ hasText: "Messages per hour" });
    await eventually(async () => {
      await button(page, "Load anew").click();
      return Number(await chart.locator(".chart-total").innerText());
    }).toBeGreaterThan(0);
    await chart.locator("canvas").waitFor();
    await chart.getByText("As a table").click();
    const values = await chart.locator("tbody td").allInnerTexts();
    expect(values).toHaveLength(24);
    expect(values.map(Number).reduce((sum, value) => sum + value, 0)).toBe(
      Number(await chart.locator(".chart-total").innerText()),
    );
    await page.getByRole("link", { name: "30 days" }).click();
    await page.getByText("Messages per day", { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe("?period=month");
    await page.getByRole("table", { name: "By channel" }).getByRole("link", { name: "Web page" }).click();
    await heading(page, "Conversations").waitFor();
    expect(new URL(page.url()).search).toBe("?channel=web");
    expect(complaints).toEqual([]);
  });

  it("tells the value under the pointer", async () => {
    const { page } = await stage.open();
    const chart = page.locator("figure").first();
    const box = (await chart.locator("canvas").boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width - 40, box.y + 60);
    await eventually(() => chart.locator(".readout").innerText()).toMatch(/Messages \d+.*\d{2}:00/s);
  });
});

describe("conversations", () => {
  it("are found by words, read as a thread, and what people wrote stays text", async () => {
    const session = await stage.ask(
      '<img src=x onerror="window.broken=1"> find me by banana [[reply:an answer]]',
    );
    await stage.ask("and a second turn", session);
    const { page, complaints } = await stage.open("/conversations");
    await page.keyboard.press("/");
    await page.keyboard.type("banana");
    await eventually(() => new URL(page.url()).search).toBe("?q=banana");
    await eventually(() => page.locator("tbody").count()).toBe(1);
    await page.locator("tbody a").first().click();
    await heading(page, "Conversation").waitFor();
    await eventually(() => page.locator("article").count()).toBe(2);
    const first = page.locator("article").first();
    expect(await first.innerText()).toContain('<img src=x onerror="window.broken=1"> find me by banana');
    expect(await first.innerText()).toMatch(/took \d.*tokens/s);
    expect(await page.evaluate(() => Reflect.get(window, "broken"))).toBeUndefined();
    expect(await page.locator("article img").count()).toBe(0);
    await first.getByRole("link", { name: "In the logs" }).click();
    await heading(page, "Logs").waitFor();
    await page.goBack();
    await heading(page, "Conversation").waitFor();
    expect(complaints).toEqual([]);
  });

  it("are exported with the filters that are set", async () => {
    await stage.ask("only this pineapple");
    const { page } = await stage.open("/conversations?q=pineapple");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "NDJSON" }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("only this pineapple");
  });

  it("are erased after a question that says what goes and what stays", async () => {
    const session = await stage.ask("to be erased soon");
    const { page } = await stage.open(`/conversations/${session}`);
    await page.getByText("to be erased soon").first().waitFor();
    await button(page, "Erase this conversation").click();
    await eventually(() => dialog(page).innerText()).toMatch(/cannot be undone[\s\S]*backup/i);
    await button(page, "Cancel").click();
    expect(await page.locator("article").count()).toBe(1);
    await button(page, "Erase this conversation").click();
    await dialog(page).getByRole("button", { name: "Erase" }).click();
    await page.getByRole("heading", { name: "Erased" }).waitFor();
    await button(page, "Close").click();
    await heading(page, "Conversations").waitFor();
    await page.goto(`${stage.url}/admin/conversations/${session}`);
    await page.getByText("No turn of this conversation is stored.").waitFor();
  });
});

describe("deliveries", () => {
  it("that were given up say why, and are sent again or discarded in place", async () => {
    for (const chat of ["oc_lost", "oc_dropped"])
      stage.feishu.fault({ match: "message", chat, count: "always", fault: { kind: "code", code: 230_002 } });
    await stage.say("an answer that gets lost", "oc_lost");
    await stage.say("an answer that is dropped", "oc_dropped");
    const { page } = await stage.open("/deliveries?state=dead");
    await eventually(async () => {
      await button(page, "Load anew").click();
      return page.locator("tbody").count();
    }).toBe(2);
    const lost = page.locator("tbody").last();
    expect(await lost.innerText()).toContain("the bot is not in this chat");
    stage.feishu.clearFaults();
    await lost.getByRole("button", { name: "Retry" }).click();
    await lost.getByText("Queued for another try.").waitFor();
    await stage.feishu.until(() => stage.feishu.visible("oc_lost").length > 0);
    const dropped = page.locator("tbody").first();
    await dropped.getByRole("button", { name: "Discard" }).click();
    await dialog(page).getByRole("button", { name: "Discard" }).click();
    await dropped.getByText("Discarded.").waitFor();
    expect(stage.feishu.visible("oc_dropped")).toEqual([]);
    await page.getByLabel("State").selectOption("done");
    await eventually(() => page.locator("tbody").count()).toBeGreaterThan(0);
    expect(new URL(page.url()).search).toBe("?state=done");
  });
});

describe("logs", () => {
  it("are followed live, and a request's id leads to its lines", async () => {
    const { page } = await stage.open("/logs?kind=access");
    await button(page, "Follow live").click();
    await fetch(`${stage.url}/health/live`, { method: "DELETE" });
    const refused = row(page, "DELETE").filter({ hasText: "/health/live" });
    await refused.waitFor({ timeout: 10_000 });
    expect(await refused.innerText()).toContain("405");
    await button(page, "Stop following").click();
    const id = await refused.getByRole("link").getAttribute("title");
    await refused.getByRole("link").click();
    await eventually(() => page.getByRole("searchbox").inputValue()).toBe(id?.split(": ")[1]);
    await eventually(() => page.locator("tbody").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.locator("tbody button").first().focus();
    await page.keyboard.press("Enter");
    await page
      .locator("pre")
      .getByText(`"request_id": "${id?.split(": ")[1]}"`)
      .waitFor();
  });
});

describe("files", () => {
  it("are uploaded with their digest, fetched, replaced only when one says so, and deleted", async () => {
    const { page, complaints } = await stage.open("/files?prefix=knowledge/");
    const give = async (text: string) => {
      await button(page, "Upload").click();
      const file = { name: "说明 1.md", mimeType: "text/markdown", buffer: Buffer.from(text) };
      await dialog(page).getByLabel("Files").setInputFiles(file);
      await dialog(page).getByRole("button", { name: "Upload" }).click();
    };
    await give("first");
    const stored = row(page, "说明 1.md");
    await stored.waitFor();
    expect(await stored.locator("code").getAttribute("title")).toMatch(/^[0-9a-f]{64}$/);
    await give("second one");
    await dialog(page).getByRole("heading", { name: "Replace the file that is there?" }).waitFor();
    await dialog(page).getByRole("button", { name: "Replace" }).click();
    await eventually(() => stored.innerText()).toContain("10 B");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      stored.getByRole("link", { name: "Download" }).click(),
    ]);
    expect(readFileSync(await download.path(), "utf8")).toBe("second one");
    await stored.getByRole("button", { name: "Delete" }).click();
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await page.getByText("This folder is empty.").waitFor();
    await page.getByRole("link", { name: "All files" }).click();
    await page.getByRole("link", { name: "models/" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("dropped on the open dialog are the ones that are stored, and leaving while they are on their way asks first", async () => {
    const { page } = await stage.open("/files");
    const drop = (name: string) =>
      page.evaluate((fileName) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["dropped"], fileName));
        document
          .querySelector("dialog")
          ?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
      }, name);
    await button(page, "Upload").click();
    for (const name of ["first.md", "second.md"]) {
      await drop(name);
      await dialog(page).getByText(name).waitFor();
    }
    const start = dialog(page).getByRole("button", { name: "Upload" });
    expect(await start.isDisabled()).toBe(true);
    await dialog(page).getByLabel("Folder").fill("knowledge");
    const held = Promise.withResolvers<void>();
    await page.route("**/knowledge/second.md", async (route) => {
      if (route.request().method() === "PUT") await held.promise;
      await route.continue();
    });
    await start.click();
    await page.getByText("Keep this page open: leaving it stops the uploads.").waitFor();
    const questions: string[] = [];
    page.on("dialog", (question) => {
      questions.push(question.message());
      void question.dismiss();
    });
    await page.getByRole("link", { name: "Settings" }).click();
    expect(questions).toEqual(["Leave this page? The uploads that are not done are stopped."]);
    held.resolve();
    await page.locator(".upload").getByText("stored").waitFor();
    expect(await page.locator(".upload-key").allInnerTexts()).toEqual(["knowledge/second.md"]);
    await page.getByRole("link", { name: "Settings" }).click();
    await heading(page, "Settings").waitFor();
    expect(questions).toHaveLength(1);
  });
});

describe("channels", () => {
  it("show what to paste, are checked on a click, and send a test message", async () => {
    const { page } = await stage.open("/channels");
    const feishu = page.getByRole("region", { name: "Feishu" });
    expect(await feishu.innerText()).toContain(`${stage.url}/webhooks/feishu`);
    const calls = stage.feishu.calls().length;
    await settle(page);
    expect(stage.feishu.calls()).toHaveLength(calls);
    await button(page, "Run the checks").click();
    await feishu.getByText("Feishu access token").waitFor();
    expect(stage.feishu.calls().length).toBeGreaterThan(calls);
    await feishu.getByRole("button", { name: "Send a test message" }).click();
    await dialog(page).getByLabel("Message").fill("does it arrive");
    await dialog(page).getByRole("button", { name: "Send" }).click();
    await feishu.getByText("Sent. Look into the group.").waitFor();
    const notices = stage.feishu.visible(FEISHU_TEST_APP.webhookChatId).map(({ text }) => text);
    expect(notices.at(-1)).toContain("does it arrive");
  });
});

describe("backups", () => {
  it("are made, verified, restored by whoever types the date, and deleted", async () => {
    await stage.ask("kept in a backup");
    const { page, complaints } = await stage.open("/backups");
    await button(page, "Back up now").click();
    const made = page.locator("tbody").first();
    await made.getByText("Complete").waitFor();
    await made.getByRole("button", { name: "Verify" }).click();
    await made.getByText("Every object is whole.").waitFor();
    await made.getByText("whole", { exact: true }).waitFor();
    await made.locator(".row-button").click();
    await made.locator(".detail-row code").first().waitFor();
    await made.getByRole("button", { name: "Restore" }).click();
    const restore = dialog(page).getByRole("button", { name: "Restore" });
    expect(await restore.isDisabled()).toBe(true);
    await dialog(page).getByRole("textbox").fill("2020-01-01");
    expect(await restore.isDisabled()).toBe(true);
    await dialog(page).getByRole("textbox").fill(new Date().toISOString().slice(0, 10));
    await restore.click();
    await made
      .getByText(/^0 rows were put back\. \d+ were not: they were there already, or had been erased/)
      .waitFor();
    await made.getByRole("button", { name: "Delete" }).click();
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await page.getByText("There is no backup yet.").waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("settings and alerts", () => {
  it("show what is in force, and of a secret its fingerprint only", async () => {
    const { page } = await stage.open("/settings");
    await row(page, "ADMIN_TOKEN").waitFor();
    expect(await row(page, "ADMIN_TOKEN").innerText()).toMatch(/fingerprint\s+[0-9a-f]{8}/);
    expect(await page.locator("body").innerText()).not.toContain(ADMIN_TOKEN);
    await page.getByRole("searchbox").fill("fallback");
    await eventually(() => page.locator("tbody").count()).toBe(3);
    await page.getByRole("link", { name: "Alerts" }).click();
    await page.getByText("Alerts are sent to the group bots of Feishu.").waitFor();
  });
});
