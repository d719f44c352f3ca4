// Draws the icons of the installed page from favicon.svg: `node scripts/make-icons.ts`. They are kept, so this runs when it changes.
import { readFileSync, writeFileSync } from "node:fs";
import { launchBrowser } from "../test/support/browser.ts";

const FOLDER = new URL("../src/web/public/", import.meta.url);
const svg = readFileSync(new URL("favicon.svg", FOLDER), "utf8");

/** A mask may cut off a fifth of each side, and iOS rounds the corners itself: those are drawn to the edge, the lines inside. */
const full = svg
  .replace('rx="8"', 'x="-16" y="-16" width="64" height="64"')
  .replace('width="32" height="32"', "")
  .replace('viewBox="0 0 32 32"', 'viewBox="-5 -5 42 42"');

const ICONS: [name: string, pixels: number, source: string][] = [
  ["icon-192.png", 192, svg],
  ["icon-512.png", 512, svg],
  ["maskable-512.png", 512, full],
  ["apple-touch-icon.png", 180, full],
];

const browser = await launchBrowser();
for (const [name, pixels, source] of ICONS) {
  const page = await browser.newPage({
    viewport: { width: pixels, height: pixels },
    colorScheme: "light",
  });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${source}`);
  writeFileSync(new URL(`icons/${name}`, FOLDER), await page.screenshot({ omitBackground: true }));
}
await browser.close();
