// How the browser's pages are built: an entry for each, hashed files under assets/, nothing inline, nothing from elsewhere.
import { defineConfig } from "vite";

/** The oldest browsers that know `light-dark()`: the style sheets rely on it, so it must not be compiled away. */
const browsers = ["chrome123", "firefox120", "safari17.5"];

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

export default defineConfig({
  root: here("."),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: browsers,
    cssTarget: browsers,
    // The Content-Security-Policy lets fonts and scripts come from files only, so nothing may become a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { chat: here("./index.html") } },
  },
});
