// For the build: tells the service worker which files the page's build has.
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";

const MODULE = "virtual:built-files";
/** What is larger, a page does not need when there is no network. */
const LARGEST_BYTES = 400_000;

/** A plugin, and the ear for what it has to tell. */
export function builtFiles() {
  let words = "";
  const plugin: Plugin = {
    name: "built-files",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load: (id) => (id === `\0${MODULE}` ? words : null),
  };
  return {
    plugin,
    tell({ output }: Rolldown.RolldownOutput) {
      const version = createHash("sha256");
      const entry = output.find((file) => file.type === "chunk" && file.isEntry);
      for (const file of output) version.update(file.fileName).update(contentOf(file));
      const files = output.filter((file) => isKept(file)).map(({ fileName }) => `/${fileName}`);
      words = [
        `export const version = ${JSON.stringify(version.digest("hex").slice(0, 12))};`,
        `export const entry = ${JSON.stringify(`/${entry?.fileName}`)};`,
        `export const files = ${JSON.stringify(files)};`,
      ].join("\n");
    },
  };
}

type File = Rolldown.RolldownOutput["output"][number];

function contentOf(file: File): string | Uint8Array {
  return file.type === "chunk" ? file.code : file.source;
}

function isKept(file: File): boolean {
  return (
    /^assets\/.*\.(?:js|css|woff2|svg|png)$/.test(file.fileName) && contentOf(file).length <= LARGEST_BYTES
  );
}
