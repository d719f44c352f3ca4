// Answers as they are shown, in a real Chromium: code, formulas, diagrams, pictures, and what a hostile model may write.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visit } from "../support/browser.ts";
import type { Program } from "../support/program.ts";
import { type ChatStage, openChatStage } from "./chat-stage.ts";
import { answers, ask, button, eventually, field, findings, reaches, send } from "./page-parts.ts";

let stage: ChatStage;
let program: Program;
let browser: Browser;

beforeAll(async () => {
  stage = await openChatStage();
  ({ program, browser } = stage);
});
afterAll(() => stage.close());

const answer = (page: Page) => answers(page).last().locator(".markdown");

/** Code with something of each kind, formulas beside prices, and what neither of them is. */
const RICH = [
  "质能方程 $E=mc^2$，价格 $5 和 $6，代码 `$x$`。",
  "\\[\n\\frac{a}{b}\n=\n\\sum_{i=1}^n i\n\\]",
  "坏的 $\\frac{a}{$ 与 $\\href{https://evil.example/m}{x}$",
  "```ts\nconst greeting: string = 'hi'; // 注释\n```",
  "```nolanguage\nleft \u202Eright\n```",
  "![plan](https://evil.example/beacon.png)",
].join("\n\n");

describe("an answer", () => {
  it("has colours in its code and drawn formulas; what is neither stays as it was written", async () => {
    const { page, foreign, complaints } = await visit(browser, program.url);
    await send(page, `[[reply:${RICH}]] [[hold:rich]]`);
    await reaches(page, "streaming");
    stage.model.release("rich");
    await reaches(page, "ok");
    await eventually(() => answer(page).locator("math").count()).toBe(2);
    expect(await answer(page).locator("math mfrac").count()).toBe(1);
    await eventually(() => answer(page).locator(".code-keyword").allInnerTexts()).toEqual(["const"]);
    expect(await answer(page).locator(".code-comment").innerText()).toBe("// 注释");
    const code = answer(page).locator("pre code").first();
    expect(await code.innerText()).toBe("const greeting: string = 'hi'; // 注释");
    const paragraphs = answer(page).locator("p");
    expect(await paragraphs.first().innerText()).toContain("价格 $5 和 $6，代码 $x$。");
    expect(await answer(page).locator(".formula code").allInnerTexts()).toEqual([
      "$\\frac{a}{$",
      "$\\href{https://evil.example/m}{x}$",
    ]);
    expect(await answer(page).locator(".order-mark").allInnerTexts()).toEqual(["U+202E"]);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findings(page)).toEqual([]);
    }
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("is readable without its colours and formulas when these cannot be loaded", async () => {
    const { page, complaints } = await visit(browser, program.url);
    await page.route(/(highlighter|draw-formula)-/, (route) => route.abort());
    await ask(page, `[[reply:${RICH}]]`);
    await eventually(() => answer(page).locator("pre code").first().innerText()).toContain("const greeting");
    expect(await answer(page).locator("p").first().innerText()).toContain("质能方程 $E=mc^2$，");
    expect(complaints.filter((text) => !/ERR_FAILED/.test(text))).toEqual([]);
  });
});

/** A label that would load something, a link that would run something, and a setting that would allow both. */
const DRAWING = [
  "%%{init: {'securityLevel': 'loose', 'themeCSS': '.node { background: url(https://evil.example/css) }'}}%%",
  "flowchart TD",
  '  A["Start<img src=https://evil.example/x.png onerror=alert(1)>"] --> B[End]',
  '  click B href "javascript:alert(1)"',
].join("\n");

/** What draws is a megabyte in dozens of files, which a busy machine's local server hands out slowly. */
const LOADING_MS = 60_000;

describe("a diagram", () => {
  const drawing = (page: Page) => page.frameLocator("iframe.diagram").locator("svg").first();

  it("is drawn on a press, in a frame that reaches nobody, in the page's look, and Escape brings its source back", async () => {
    const { page, foreign, complaints } = await visit(browser, program.url, { colorScheme: "light" });
    await ask(page, `[[reply:\`\`\`mermaid\n${DRAWING}\n\`\`\`]]`);
    expect(await page.locator("iframe").count()).toBe(0);
    expect(await answer(page).locator("pre").innerText()).toContain("flowchart TD");
    await button(page, "Draw the diagram").press("Enter");
    await drawing(page).waitFor({ timeout: LOADING_MS });
    await eventually(() => drawing(page).innerHTML()).toContain("Start");
    const frame = page.frames()[1];
    const inside = await frame?.evaluate(() => ({
      origin: self.origin,
      loaded: document.querySelectorAll("img, image, script:not([type=module]), [onerror]").length,
      scheme: document.documentElement.style.colorScheme,
      links: Array.from(
        document.querySelectorAll("#place a"),
        (link) => link.getAttribute("xlink:href") ?? link.getAttribute("href"),
      ),
    }));
    expect(inside).toMatchObject({ origin: "null", loaded: 0, scheme: "light" });
    expect(inside?.links.filter((address) => address?.startsWith("javascript"))).toEqual([]);
    const reach = () =>
      frame?.evaluate(() =>
        fetch("/health").then(
          () => "reached",
          () => "refused",
        ),
      );
    expect(await reach()).toBe("refused");
    await eventually(async () => (await page.locator("iframe").boundingBox())?.height ?? 0).toBeGreaterThan(
      100,
    );
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(() => frame?.evaluate(() => document.documentElement.style.colorScheme)).toBe("dark");
    await drawing(page).click();
    await page.keyboard.press("Escape");
    await eventually(() => page.locator("iframe").count()).toBe(0);
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Draw the diagram");
    expect(foreign).toEqual([]);
    expect(complaints.filter((text) => !/health/.test(text))).toEqual([]);
  }, 120_000);

  it("with a mistake says so and keeps its source; so does one whose frame does not load", async () => {
    const { page } = await visit(browser, program.url);
    await ask(page, "[[reply:```mermaid\nflowchart TD\n  A{{{ B\n```]]");
    await button(page, "Draw the diagram").click();
    await page.getByRole("alert").getByText("The diagram could not be drawn.").waitFor();
    expect(await answer(page).locator("pre").innerText()).toContain("A{{{ B");
    await page.clock.install();
    await page.route(/\/diagram$/, (route) => route.abort());
    await button(page, "Draw the diagram").click();
    await page.locator("iframe").waitFor();
    await page.clock.fastForward(30_000);
    await page.getByRole("alert").getByText("could not be loaded. Reload the page").waitFor();
    await button(page, "Draw the diagram").waitFor();
  });
});

it("a picture is a link that says where it leads, and is never loaded", async () => {
  const { page, foreign } = await visit(browser, program.url);
  await ask(page, "[[reply:![plan](https://evil.example/beacon.png) ![bad](data:image/png;base64,AA)]]");
  const link = answer(page).getByRole("link");
  expect(await link.innerText()).toBe("Image: plan (evil.example)");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  expect(await answer(page).locator("img").count()).toBe(0);
  expect(foreign).toEqual([]);
});

it("on paper there is the conversation only, with addresses, wrapped code and the light colours", async () => {
  const { page } = await visit(browser, program.url, { colorScheme: "dark" });
  const line = "x".repeat(400);
  await ask(page, `[[reply:See [the guide](https://a.cn/g).\n\n\`\`\`\n${line}\n\`\`\`]]`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.locator("main button:visible, main textarea:visible, nav:visible").count()).toBe(0);
  const link = answer(page).getByRole("link");
  expect(await link.evaluate((element) => getComputedStyle(element, "::after").content)).toContain(
    "https://a.cn/g",
  );
  expect(
    await answer(page)
      .locator("pre")
      .evaluate((box) => box.scrollWidth <= box.clientWidth),
  ).toBe(true);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    "rgb(253, 253, 251)",
  );
  expect(await page.evaluate(() => getComputedStyle(document.body).overflow)).toBe("visible");
});

const WIDE = `|${"a|".repeat(2_000)}\n|${"-|".repeat(2_000)}\n${`|${"x|".repeat(2_000)}\n`.repeat(5)}`;

const HOSTILE: [string, string, RegExp][] = [
  ["a script", "<script>document.title='owned'</script>\n\n<b onclick=\"x()\">bold</b>", /<script>/],
  ["event attributes", "a <img src=x onerror=\"document.title='owned'\"> b", /onerror/],
  ["dangerous links", "[run](javascript:document.title='owned') [d](data:text/html,x) \\[x\\]", /run d/],
  ["a picture that would report its reader", "![p](https://evil.example/b.png) ![q](//evil.example/q)", /p/],
  ["a table of 2 000 columns", WIDE, /a/],
  ["1 MB without a space", "x".repeat(1_000_000), /^x{1000}/],
  ["10 000 nested lists", `${"- ".repeat(10_000)}deep`, /deep/],
  ["10 000 nested quotes", `${">".repeat(10_000)}deep`, /^>{100}/],
  ["a fence that never ends", `\`\`\`ts\n${"const a = 1;\n".repeat(20_000)}`, /const a/],
  ["60 000 paragraphs", "a\n\n".repeat(60_000), /a/],
  ["50 000 formulas", "$x$ ".repeat(50_000), /x/],
  ["turned text", "pay \u202Efdp.exe now\n\n`\u2066a`", /U\+202E[\s\S]*U\+2066/],
];

describe("a hostile answer", () => {
  it("is inert, asks nobody, and leaves the page to its reader", async () => {
    const { page, foreign, complaints } = await visit(browser, program.url);
    await ask(page, "anything");
    let text = "";
    await page.route(/\/api\/chat\/[^/?]+(\?|$)/, async (route) => {
      const response = await route.fetch();
      const history = await response.json();
      history.messages.at(-1).content = text;
      await route.fulfill({ response, json: history });
    });
    for (const [name, hostile, seen] of HOSTILE) {
      text = hostile;
      await page.reload();
      await reaches(page, "ok");
      await eventually(() => answer(page).innerText()).toMatch(seen);
      expect(
        await answer(page).locator("script, img, iframe, b, [onclick], a:not([href^=http])").count(),
        name,
      ).toBe(0);
      expect(await page.title(), name).not.toContain("owned");
      expect(await page.evaluate(() => document.querySelectorAll("*").length), name).toBeLessThan(40_000);
      // Still a page that one can type in.
      await field(page).fill(name);
      expect(await field(page).inputValue(), name).toBe(name);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name).toBe(true);
    }
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
