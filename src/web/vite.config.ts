// How the browser's pages are built: each on its own, hashed files under assets/, nothing inline, nothing from elsewhere.
import { type BuildEnvironmentOptions, defineConfig } from "vite";
import { builtFiles } from "./built-files.ts";

/** The oldest browsers that know `light-dark()`: the style sheets rely on it, so it must not be compiled away. */
const browsers = ["chrome123", "firefox120", "safari17.5"];

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

/** A page whose first load is one script, smaller than several; what comes later takes the shared parts from it. */
const page = (path: string, build: BuildEnvironmentOptions) => ({
  consumer: "client" as const,
  build: {
    ...build,
    rolldownOptions: {
      input: here(path),
      output: { codeSplitting: { groups: [{ name: "page", tags: ["$initial" as const] }] } },
    },
  },
});

/** A classic script by itself, under a name that stays. */
const script = (path: string, name: string) => ({
  consumer: "client" as const,
  build: {
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: here(path),
      output: { format: "iife" as const, entryFileNames: name },
    },
  },
});

const built = builtFiles();

// The pages are what people get, whoever has them built: a test's own NODE_ENV would make them larger.
process.env.NODE_ENV = "production";

export default defineConfig({
  root: here("."),
  plugins: [built.plugin],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../../dist/web",
    target: browsers,
    cssTarget: browsers,
    // The Content-Security-Policy lets fonts and scripts come from files only, so nothing may become a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // What two pages share would be files of its own, and each page would load more of them than it needs.
  environments: {
    client: page("./index.html", { emptyOutDir: true }),
    console: page("./admin.html", { emptyOutDir: false, copyPublicDir: false }),
    widget: script("./widget/loader.ts", "widget.js"),
    // What draws diagrams, for a frame: see diagram/main.ts.
    diagram: {
      consumer: "client",
      build: { emptyOutDir: false, copyPublicDir: false, rolldownOptions: { input: here("./diagram.html") } },
    },
    offline: script("./offline/worker.ts", "sw.js"),
  },
  builder: {
    // One plugin for all of them: what the page's build has, the worker's has to know.
    sharedConfigBuild: true,
    async buildApp({ build, environments }) {
      for (const [name, environment] of Object.entries(environments)) {
        const output = await build(environment);
        // The chat's page comes first, and its service worker, which keeps its files, behind it.
        if (name === "client" && "output" in output) built.tell(output);
      }
    },
  },
});
