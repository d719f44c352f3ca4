// How the browser's pages are built: one entry, hashed files under assets/, nothing inline, nothing from elsewhere.
import { defineConfig } from "vite";

/** The oldest browsers that know `light-dark()`: the style sheets rely on it, so it must not be compiled away. */
const browsers = ["chrome123", "firefox120", "safari17.5"];

export default defineConfig({
  root: decodeURIComponent(new URL("./chat", import.meta.url).pathname),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../../dist/web",
    emptyOutDir: true,
    target: browsers,
    cssTarget: browsers,
    // The Content-Security-Policy lets fonts and scripts come from files only, so nothing may become a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
