// Writes library.json into the built page's folder: `node scripts/build-library.ts FOLDER`. It holds what answers without a model draw on,
// the product's own help, and what is known of words in general: too large for the Worker itself.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "dist/web";
const knowledge = new URL("../src/knowledge/", import.meta.url);
const help = readdirSync(new URL("help/", knowledge))
  .sort()
  .map((name) => {
    const [page, language] = name.split(".");
    return {
      id: `help/${page}.${language}`,
      language,
      text: readFileSync(new URL(`help/${name}`, knowledge), "utf8"),
    };
  });
const data = (name: string) => readFileSync(new URL(`data/${name}.txt`, knowledge), "utf8");
const words = { simplified: data("simplified"), synonyms: data("synonyms"), weakWords: data("weak-words") };
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "library.json"), JSON.stringify({ help, ...words }));
