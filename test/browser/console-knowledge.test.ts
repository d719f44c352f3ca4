// The operator's pages for what answers draw on and how they are made: documents dropped in and tried, model files written and tested.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsoleStage, openConsoleStage } from "./console-stage.ts";
import { button, eventually } from "./page-parts.ts";

let stage: ConsoleStage;

beforeAll(async () => {
  stage = await openConsoleStage();
});
afterAll(() => stage.close());

const dialog = (page: Page) => page.getByRole("dialog");
const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });
const row = (page: Page, text: string) => page.locator("tbody").filter({ hasText: text });
const upload = (page: Page, name: string) => page.locator(".upload").filter({ hasText: name });

const file = (name: string, text: string | Buffer) => ({
  name,
  mimeType: "",
  buffer: typeof text === "string" ? Buffer.from(text) : text,
});

const HANDBOOK = `# 员工手册

## 年假

入职满一年的员工每年有 10 天年假，未休的可以顺延到次年三月底。

## 报销

差旅费用须在 30 天内提交，二十元以上附发票。
`;

/** Drops files anywhere on the page. */
async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  await page.evaluate((given) => {
    const dataTransfer = new DataTransfer();
    for (const { name, text } of given) dataTransfer.items.add(new File([text], name));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
  }, files);
}

describe("documents", () => {
  it("are dropped in together, each with its own fate, and are found from then on", async () => {
    const { page, complaints } = await stage.open("/knowledge");
    await page.getByText("There is no document yet.").waitFor();
    await page.getByLabel("Tags for these files").fill("hr，travel");
    await drop(page, [
      { name: "员工手册 2026.md", text: HANDBOOK },
      { name: "faq.csv", text: "question,answer\nWho pays for parking?,The company does.\n" },
      { name: "nothing.txt", text: "" },
      { name: "broken.pdf", text: "%PDF-1.4 no more than this" },
    ]);
    await upload(page, "员工手册 2026.md").getByText("kept", { exact: true }).waitFor();
    await upload(page, "faq.csv").getByText("1 passage").waitFor();
    await upload(page, "nothing.txt").getByText("There is no text in this file.").waitFor();
    await upload(page, "broken.pdf").getByText("The file is damaged.").waitFor();
    await page.getByText("4 of 4 files done · 2 files not kept").waitFor();
    await eventually(() => page.locator("tbody").count()).toBe(2);
    expect(await row(page, "员工手册").innerText()).toMatch(/hr\s+travel\s+Markdown/);
    await page.getByText("2 documents, 3 passages").waitFor();

    await button(page, "Clear the list").click();
    await button(page, "Add documents").click();
    const picker = page.locator("input[type=file]");
    await picker.setInputFiles([file("员工手册 2026.md", HANDBOOK), file("faq.csv", "q,a\nNew?,Yes.\n")]);
    await upload(page, "员工手册").getByText("was there already").waitFor();
    await upload(page, "faq.csv").getByText("Another document has this id: faq").waitFor();
    await button(page, "Replace it").click();
    await upload(page, "faq.csv").getByText("kept", { exact: true }).waitFor();
    // What was said of it before still holds.
    await page.getByRole("combobox", { name: "Tag", exact: true }).selectOption("travel");
    await eventually(() => page.locator("tbody").count()).toBe(2);
    expect(new URL(page.url()).search).toBe("?tag=travel");
    expect(complaints).toEqual([]);
  });

  it("say what a question finds in them, in which order and why, at an address that can be sent", async () => {
    await stage.put("knowledge/leave", "# Leave\n\nInterns have 12 days of leave.\n");
    await stage.put("knowledge/canteen", "# Canteen\n\nLunch is served on all working days.\n");
    const { page } = await stage.open("/knowledge?view=try");
    await page
      .getByRole("textbox", { name: "Question", exact: true })
      .fill("How many days of leave do interns have?");
    await page.keyboard.press("Enter");
    const passages = page.getByRole("list", { name: "Passages, best first" }).getByRole("listitem");
    await eventually(() => passages.count()).toBeGreaterThan(1);
    expect(new URL(page.url()).searchParams.get("question")).toBe("How many days of leave do interns have?");
    const first = passages.first();
    expect(await first.innerText()).toMatch(/Leave[\s\S]*given as \[1\][\s\S]*covers 100% of the question/);
    expect(await first.locator("mark").allInnerTexts()).toContain("leave");
    expect(await passages.filter({ hasText: "Canteen" }).innerText()).toContain(
      "left out: shares words, but speaks of something else",
    );
    await page.locator("summary").click();
    await page.getByRole("textbox", { name: "Asked before" }).fill("How many days of leave do interns have?");
    await page.getByRole("textbox", { name: "Question", exact: true }).fill("and for dogs?");
    await button(page, "Find").click();
    await eventually(() => page.locator(".found .tags").first().innerText()).toMatch(
      /dog[\s\S]*leav|leav[\s\S]*dog/,
    );
    await page.goto(`${stage.url}/admin/knowledge?view=try&question=xylophone`);
    await page.getByText("Nothing was found: no document holds a word of this question.").waitFor();
  });

  it("are written, read, changed and deleted, and what is not saved is not lost unasked", async () => {
    const { page, complaints } = await stage.open("/knowledge/+");
    await page.getByLabel("Title").fill("Parking rules");
    await page.getByLabel("Address").fill("ftp://files");
    await page.getByLabel("Text").fill("# Parking\n\nThe garage opens at seven.");
    const questions: string[] = [];
    page.on("dialog", (question) => {
      questions.push(question.message());
      void question.dismiss();
    });
    await page.getByRole("link", { name: "Settings" }).click();
    expect(questions).toEqual(["Leave this page? What you changed is not saved."]);
    await button(page, "Save").click();
    await page.getByText("must be an http or https address").first().waitFor();
    expect(await page.getByLabel("Address").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Address").fill("https://wiki.example.com/parking");
    await button(page, "Save").click();
    await heading(page, "Parking rules").waitFor();
    expect(new URL(page.url()).pathname).toBe("/admin/knowledge/Parking-rules");
    await page.getByText("The garage opens at seven.").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download the original" }).click(),
    ]);
    expect(readFileSync(await download.path(), "utf8")).toBe("# Parking\n\nThe garage opens at seven.");

    await button(page, "Edit").click();
    await page.getByLabel("Tags").fill("office");
    await page.getByLabel("Text").fill("# Parking\n\nThe garage opens at eight.");
    await button(page, "Save").click();
    await page.getByText("Saved. The next answer draws on it.").waitFor();
    await page.getByText("The garage opens at eight.").waitFor();
    await page.getByRole("link", { name: "office" }).waitFor();

    await button(page, "Delete").click();
    const remove = dialog(page).getByRole("button", { name: "Delete" });
    expect(await remove.isDisabled()).toBe(true);
    await dialog(page).getByRole("textbox").fill("Parking rules");
    await remove.click();
    await heading(page, "Knowledge").waitFor();
    await page.goto(`${stage.url}/admin/knowledge/Parking-rules`);
    await page.getByText("There is no document of this id.").waitFor();
    expect(questions).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it("are indexed anew on a click, which shows how far it is", async () => {
    await stage.put("knowledge/again", "# Again\n\nIndexed twice.\n");
    const { page } = await stage.open("/knowledge");
    await page.getByText(/\d+ documents, \d+ passages/).waitFor();
    const [answer] = await Promise.all([
      page.waitForResponse(
        (response) => response.url().endsWith("/knowledge-index") && response.status() === 202,
      ),
      button(page, "Index anew").click(),
    ]);
    expect(answer.request().method()).toBe("POST");
    await eventually(() => button(page, "Index anew").isEnabled()).toBe(true);
    await eventually(() => page.getByText("indexing anew").count()).toBe(0);
  });
});

describe("model files", () => {
  it("begin as an example, are refused by their field, tried before they are saved, and answer at once", async () => {
    const { page, complaints } = await stage.open("/models");
    await page.getByRole("link", { name: "From the handbook" }).click();
    await heading(page, "A new model file").waitFor();
    await page.getByLabel("Name").fill("gpt-4o-mini");
    await page.getByLabel("Model", { exact: true }).fill("gpt-4o-mini");
    await page.getByLabel("Endpoint").selectOption("second");
    await button(page, "Save").click();
    await page.getByText("A model has this name already. Choose another.").waitFor();
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-invalid"))).toBe(
      "true",
    );

    await page.getByLabel("System prompt").fill("Say it like a pirate.");
    await page.getByRole("link", { name: "Test" }).click();
    await page.getByLabel("Message").fill("how do I park [[reply:Arr, in the garage.]]");
    await page.getByLabel("Message").press("Enter");
    await page.getByText("Arr, in the garage.", { exact: true }).waitFor();
    await page.getByText("What the model was sent").click();
    await page.locator(".trial-prompt").getByText("Say it like a pirate.").waitFor();

    await page.getByLabel("Name").fill("pirate");
    await page.getByRole("checkbox", { name: "Feishu" }).check();
    await page.getByLabel("Only here").check();
    await button(page, "Save").click();
    await page.locator("fieldset[data-invalid]").filter({ hasText: "Channels" }).waitFor();
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe("FIELDSET");
    await page.getByLabel("Everywhere").check();
    await page.getByRole("checkbox", { name: "Feishu" }).uncheck();
    await page.getByRole("checkbox", { name: "Web page" }).check();
    await button(page, "Save").click();
    await heading(page, "Company handbook pirate").waitFor();
    expect(new URL(page.url()).pathname).toBe("/admin/models/pirate");
    await stage.ask("anything at all");
    const asked = stage.model.requests.at(-1);
    expect(JSON.stringify(asked)).toContain("Say it like a pirate.");
    await page.getByRole("link", { name: "All model files" }).click();
    expect(await row(page, "pirate").innerText()).toMatch(
      /Company handbook\s+pirate\s+gpt-4o-mini\s+second\s+Web page\s+1/,
    );
    expect(complaints).toEqual([]);
  });

  it("are changed as form and as JSON, compared with earlier versions, restored, and never overwritten unseen", async () => {
    const start = { title: "Plain", model: "gpt-4o-mini", system_prompt: "one\ntwo\nthree" };
    await stage.put("models/plain", start);
    const { page, complaints } = await stage.open("/models/plain");
    await page.getByLabel("System prompt").fill("one\n2\nthree");
    await page.getByRole("link", { name: "JSON" }).click();
    const json = page.getByLabel("The model file as JSON");
    expect(await json.inputValue()).toContain('"system_prompt": "one\\n2\\nthree"');
    await json.fill('{ "title": "Plain", "warmth": 1');
    await page.getByText("This is no JSON object.").waitFor();
    expect(await button(page, "Save").isDisabled()).toBe(true);
    await json.fill(JSON.stringify({ ...start, warmth: 1 }));
    await page.getByText("The field warmth is missing, unknown, or not of its kind.").waitFor();
    await button(page, "Save").click();
    await page.locator(".failure").getByText("warmth: is no field here").waitFor();
    await json.fill(JSON.stringify({ ...start, system_prompt: "one\n2\nthree", greeting: "Ahoy" }));
    await page.locator(".preview-greeting").first().getByText("Ahoy").waitFor();
    await page.getByRole("link", { name: "Form" }).click();
    expect(await page.getByLabel("Greeting").inputValue()).toBe("Ahoy");

    await stage.put("models/plain", { ...start, system_prompt: "somebody else" });
    await button(page, "Save").click();
    await page.getByText("Somebody else saved this file meanwhile.").waitFor();
    await button(page, "Save mine").click();
    await page.getByText("Saved as version 3. The next message is answered by it.").waitFor();

    await page.getByRole("link", { name: "Versions" }).click();
    const versions = page.locator(".version");
    await eventually(() => versions.count()).toBe(3);
    const first = versions.last();
    await first.getByRole("button", { name: "Compare" }).click();
    await eventually(() => first.locator('[data-kind="removed"]').allInnerTexts()).toHaveLength(1);
    expect((await first.locator('[data-kind="added"]').allInnerTexts()).join(" ")).toMatch(
      /2[\s\S]*greeting: Ahoy/,
    );
    await first.getByRole("button", { name: "Restore" }).click();
    await dialog(page).getByRole("button", { name: "Restore" }).click();
    await eventually(() => versions.count()).toBe(4);
    await page.getByRole("link", { name: "Form" }).click();
    await eventually(() => page.getByLabel("System prompt").inputValue()).toBe("one\ntwo\nthree");
    expect(await button(page, "Save").isDisabled()).toBe(true);

    await button(page, "Delete").click();
    await dialog(page).getByRole("textbox").fill("plain");
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await heading(page, "Models").waitFor();
    await page.goto(`${stage.url}/admin/models/plain`);
    await page.getByText("There is no model file of this name.").waitFor();
    await versions.first().getByRole("button", { name: "Restore" }).click();
    await dialog(page).getByRole("button", { name: "Restore" }).click();
    await page.getByLabel("System prompt").waitFor();
    expect(complaints).toEqual([]);
  });
});

it("a large file gets a link from which a server fetches it without a key", async () => {
  await stage.put("files/models/weights.bin", "01234567");
  const { page } = await stage.open("/files?prefix=models/");
  await row(page, "weights.bin").getByRole("button", { name: "Link for a server" }).click();
  await dialog(page).getByLabel("Ends after").selectOption("an hour");
  await dialog(page).getByRole("button", { name: "Make the link" }).click();
  const address = await dialog(page).getByLabel("Address of the file").inputValue();
  const part = await fetch(address, { headers: { range: "bytes=2-3" } });
  expect([part.status, await part.text()]).toEqual([206, "23"]);
});
