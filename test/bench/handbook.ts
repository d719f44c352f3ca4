// The handbook of the fixtures, as a team would bring it, and texts of any number that are made of it.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Section } from "../../src/core/document.ts";
import type { HandbookQuestion } from "../support/judged-search.ts";
import { ROOT } from "./bundle.ts";

const FOLDER = join(ROOT, "test/fixtures/handbook");
const LANGUAGES = ["en", "zh"];

export interface HandbookFile {
  /** With its folder, as the questions name it. */
  name: string;
  text: string;
}

export async function readHandbook(): Promise<{ files: HandbookFile[]; questions: HandbookQuestion[] }> {
  const read = (name: string) => readFile(join(FOLDER, name), "utf8");
  const folders = await Promise.all(
    LANGUAGES.map(async (language) =>
      (await readdir(join(FOLDER, language))).map((file) => `${language}/${file}`),
    ),
  );
  const names = folders.flat().sort();
  const files = await Promise.all(names.map(async (name) => ({ name, text: await read(name) })));
  const lists = LANGUAGES.map(
    async (language): Promise<HandbookQuestion[]> => JSON.parse(await read(`questions.${language}.json`)),
  );
  return { files, questions: (await Promise.all(lists)).flat() };
}

/** Passages that are put together from the handbook's own sentences, with made-up names among them. Always the same ones. */
export function* makePassages(files: HandbookFile[]): Generator<Section, never> {
  const lines = files.flatMap(({ text }) => text.split(/[。！？；\n]|[.!?;]\s/)).map((line) => line.trim());
  const sentences = lines.filter((line) => line.length > 5 && !line.startsWith("#"));
  const headings = lines.filter((line) => line.startsWith("#")).map((line) => line.replace(/^#+\s*/, ""));
  const random = randomNumbers();
  const pick = (list: string[]) => list[Math.floor(random() * list.length)] ?? "";
  const name = () => `${pick(SYLLABLES)}${pick(SYLLABLES)}${pick(SYLLABLES)}`;
  for (;;) {
    const count = 4 + Math.floor(random() * 4);
    const text = Array.from({ length: count }, () =>
      random() < 0.3 ? `${pick(sentences)} ${name()} ${name()}` : pick(sentences),
    );
    yield { heading: pick(headings), text: text.join(". ") };
  }
}

const SYLLABLES = "ka ro mi ten lu sha ber vo qi ne dol za".split(" ");

/** From 0 to 1: a linear congruential generator. */
function randomNumbers(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
