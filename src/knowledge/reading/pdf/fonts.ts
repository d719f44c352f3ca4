// The fonts of a document, each read once: a page names its font hundreds of times.
import { type PdfFont, readFont } from "./font.ts";
import type { PdfObjects } from "./objects.ts";
import { isReference, type PdfDictionary } from "./syntax.ts";

export class Fonts {
  readonly #objects: PdfObjects;
  readonly #byReference = new Map<number, PdfFont>();
  readonly #byName = new WeakMap<PdfDictionary, Map<string, PdfFont | null>>();

  constructor(objects: PdfObjects) {
    this.#objects = objects;
  }

  /** Null: there is no such font. */
  async named(name: string, resources: PdfDictionary): Promise<PdfFont | null> {
    const names = this.#byName.get(resources) ?? new Map<string, PdfFont | null>();
    this.#byName.set(resources, names);
    const known = names.get(name);
    if (known !== undefined) return known;
    const font = await this.#read(name, resources);
    names.set(name, font);
    return font;
  }

  async #read(name: string, resources: PdfDictionary): Promise<PdfFont | null> {
    const value = this.#objects.dictionary(resources.get("Font"))?.get(name);
    const key = isReference(value) ? value.reference : -1;
    const dictionary = this.#objects.dictionary(value);
    if (dictionary === null) return null;
    const font = this.#byReference.get(key) ?? (await readFont(this.#objects, dictionary));
    if (key >= 0) this.#byReference.set(key, font);
    return font;
  }
}
