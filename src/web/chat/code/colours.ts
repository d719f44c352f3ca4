// Which of a few colours a grammar's scope has. A page with twenty is harder to read than one with six.

const scopes: Record<string, string> = {
  keyword: "keyword literal selector-tag doctag meta-keyword name",
  string: "string regexp char symbol link code template-tag meta-string",
  comment: "comment quote",
  number: "number bullet selector-attr selector-pseudo",
  name: "title section selector-id selector-class",
  type: "type built_in class attr attribute property template-variable variable meta",
  added: "addition",
  removed: "deletion",
};

const colours = new Map(
  Object.entries(scopes).flatMap(([colour, names]) => names.split(" ").map((name) => [name, colour])),
);

/** Scopes are nested by dots: `title.function.invoke` is a `title`. */
export function colourOf(scope: string): string | null {
  return colours.get(scope) ?? colours.get(scope.split(".")[0] ?? "") ?? null;
}
