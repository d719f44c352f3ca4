// The page as an installed one: what it keeps for a time without a network, and that a deployment never leaves anybody with an old one.
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, visit } from "../support/browser.ts";
import { type Program, startProgram } from "../support/program.ts";
import { button, eventually, field, findings, send } from "./page-parts.ts";

/** A copy of the build, which a test may change as a deployment does. */
const build = mkdtempSync(join(tmpdir(), "clawdbot-edge-build-"));
let program: Program;
let browser: Browser;

beforeAll(async () => {
  cpSync("dist/web", build, { recursive: true });
  const settings = { ASSISTANT_NAME: "Ada" };
  [program, browser] = await Promise.all([
    startProgram({ settings, args: ["--assets", build] }),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await program.kill();
});

const visitPage = (options = {}) => visit(browser, program.url, { serviceWorkers: "allow", ...options });

/** Until everything is kept that the page may need. */
async function isKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

const scriptOf = (page: Page) => page.locator('script[type="module"]').getAttribute("src");

/** Another build: the page's scripts have other names, which stand wherever one names another, and the old ones are gone. */
async function deploy(number: number): Promise<void> {
  const assets = readdirSync(join(build, "assets"));
  const renamed = assets
    .filter((name) => /^(?:index|answer-view)-.*\.js$/.test(name))
    .map((name) => [name, name.replace(/(?:-build\d+)?\.js$/, `-build${number}.js`)] as const);
  const files = ["index.html", "sw.js", ...assets.map((name) => `assets/${name}`)];
  for (const file of files.filter((name) => /\.(?:html|js)$/.test(name))) {
    const before = readFileSync(join(build, file), "utf8");
    const after = renamed.reduce((text, [from, to]) => text.replaceAll(from, to), before);
    if (after !== before)
      writeFileSync(join(build, file), after.replace(/(clawdbot-)?\b[0-9a-f]{12}\b/, `$1build${number}`));
  }
  for (const [from, to] of renamed) renameSync(join(build, "assets", from), join(build, "assets", to));
  // The local server looks again by itself.
  const isServed = async (path: string) =>
    (await (await fetch(program.url + path)).text()).includes(`-build${number}.js`);
  const areServed = async () => (await isServed("/")) && isServed("/sw.js");
  await eventually(areServed).toBe(true);
}

it("can be installed under the assistant's name, with icons of the promised sizes and a frame in the page's colour", async () => {
  const { page } = await visitPage({ colorScheme: "light" });
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  const { name, start_url, icons } = JSON.parse(data ?? "{}");
  expect([name, start_url]).toEqual(["Ada", "/"]);
  for (const { src, sizes, type } of [
    ...icons,
    { src: "/icons/apple-touch-icon.png", sizes: "180x180", type: "image/png" },
  ]) {
    const response = await fetch(program.url + src);
    expect([src, response.status, response.headers.get("content-type")]).toEqual([src, 200, type]);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (type === "image/png") expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }
  const colours = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')]
        .filter(({ media }) => matchMedia(media).matches)
        .map(({ content }) => content),
    );
  expect(await colours()).toEqual(["#fdfdfb"]);
  await page.getByRole("combobox", { name: "Theme" }).selectOption("dark");
  await eventually(colours).toEqual(["#17181a"]);
});

it("opens without a network, and touches nothing but the page", async () => {
  const { page, complaints } = await visitPage();
  await isKept(page);
  await page.context().setOffline(true);
  await page.reload();
  await field(page).waitFor();
  // In its own look: the body of a page without style sheets has a margin.
  expect(await page.evaluate(() => getComputedStyle(document.body).margin)).toBe("0px");
  await send(page, "written without a network");
  await page.getByText("written without a network").first().waitFor();
  for (const path of ["/admin", "/docs", "/widget", "/s/abc"])
    await expect(page.goto(program.url + path)).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(false);
  await page.goto(program.url);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain("/");
  expect(
    kept.filter((path) => !/^\/(?:$|assets\/|icons\/|favicon|manifest)/.test(path) || /admin/.test(path)),
  ).toEqual([]);
  expect(complaints.filter((words) => !words.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
});

it("after a deployment the next load is the new page, and the old one keeps its parts until it is left", async () => {
  const { page: open } = await visitPage();
  open.context().setDefaultTimeout(5000);
  await isKept(open);
  const old = await scriptOf(open);
  await deploy(1);
  // Found new, and said once; nothing happens by itself.
  const notice = open.getByRole("status").filter({ hasText: "A new version is ready." });
  const look = () =>
    navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => undefined);
  // The local server may be away for a moment after a change; a browser looks again, too.
  const isTold = async () => {
    await open.evaluate(look).catch(() => undefined);
    return notice.count();
  };
  await eventually(isTold).toBe(1);
  expect(await findings(open)).toEqual([]);
  expect(await scriptOf(open)).toBe(old);
  const lazy = readdirSync("dist/web/assets").find((name) => /^answer-view-.*\.js$/.test(name)) ?? "";
  expect((await fetch(`${program.url}/assets/${lazy}`)).status).toBe(404);
  expect(await open.evaluate(`import("/assets/${lazy}").then(Object.keys)`)).not.toEqual([]);

  const other = await open.context().newPage();
  await other.goto(program.url);
  await field(other).waitFor();
  expect(await scriptOf(other)).toContain("-build1.js");
  // Without a network it is the new one too, though the old worker still stands.
  await open.context().setOffline(true);
  await other.reload();
  await field(other).waitFor();
  expect(await scriptOf(other)).toContain("-build1.js");
  await open.context().setOffline(false);
  await button(open, "Reload").click();
  await eventually(() => scriptOf(open)).toContain("-build1.js");
  await field(open).waitFor();
  expect(await notice.count()).toBe(0);

  // Nobody has the old one open any more: what it had is let go.
  await open.goto("about:blank");
  await other.goto("about:blank");
  await open.goto(program.url);
  const keptNames = () => open.evaluate(() => caches.keys());
  await eventually(keptNames).toEqual(["clawdbot-build1"]);
});
