// A real Chromium: one that is installed, else the one that an npm package ships. Without either a test fails; it is never skipped.
import { existsSync } from "node:fs";
import packaged from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const INSTALLED = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const QUIET = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export async function launchBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => path !== undefined && existsSync(path));
  // Not with the package's own arguments: they switch web security off and put everything into one process.
  return chromium.launch({ executablePath: installed ?? (await packaged.executablePath()), args: QUIET });
}

export interface Visit {
  page: Page;
  /** Addresses that the page asked for, beyond its own origin. */
  foreign: string[];
  /** What went wrong in the page: errors, refused by policy and so on. */
  complaints: string[];
}

/** A new visitor with an own cookie jar, watched for foreign requests and complaints. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    locale: "en-US",
    viewport: { width: 1280, height: 800 },
    // What it keeps would stand before what a test does to the network.
    serviceWorkers: "block",
    ...options,
  });
  const page = await context.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !/^(data|blob):/.test(request.url()))
      foreign.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/the server responded with a status of/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(url);
  return { page, foreign, complaints };
}
