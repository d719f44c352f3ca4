// How a source is named: with the number by which the answer cites it.
import type { Source } from "../../core/wire.ts";

export function titleOfSource({ title, number }: Pick<Source, "title" | "number">): string {
  return number === undefined ? title : `[${number}] ${title}`;
}
