// Colours of code: known languages only, nothing lost, nothing but text.
import { describe, expect, test } from "vitest";
import { highlight } from "../../../src/web/chat/code/highlighter.ts";
import { languageOf } from "../../../src/web/chat/code/languages.ts";

const samples: [string, string, string, string][] = [
  ["ts", 'const a: number = 1; // "x"', "keyword", "const"],
  ["py", "def f(x):\n    return 'a' + x", "string", "'a'"],
  ["sh", "# list\nls -la", "comment", "# list"],
  ["json", '{"a": 12}', "number", "12"],
  ["html", "<a href='x'><script>let y = 2</script></a>", "keyword", "let"],
  ["go", "func main() {}", "name", "main"],
  ["diff", "+new\n-old", "removed", "-old"],
  ["sql", "SELECT * FROM t", "keyword", "SELECT"],
  ["Rust", "let v: Vec<u8> = vec![];", "type", "Vec"],
  ["yaml", "a: 1", "type", "a:"],
];

describe("highlighting", () => {
  test.each(samples)(
    "of %s: in %j the colour %s has %j, and the text stays whole",
    (name, code, colour, text) => {
      const language = languageOf(name) ?? "none";
      const pieces = highlight(code, language);
      expect(pieces.map((piece) => piece.text).join("")).toBe(code);
      expect(pieces).toContainEqual({ colour, text });
    },
  );

  test("every name of a language leads to a grammar", () => {
    for (const name of "bash c c++ c# css diff docker go toml java jsx json kt php py rb rs sql swift tsx html yml".split(
      " ",
    )) {
      const language = languageOf(name);
      expect(language, name).not.toBeNull();
      expect(
        highlight("a", language ?? "none")
          .map(({ text }) => text)
          .join(""),
      ).toBe("a");
    }
  });

  test("an unknown language is none, whatever it is called", () => {
    for (const name of ["", "brainfuck", "constructor", "__proto__", "toString"])
      expect(languageOf(name)).toBeNull();
  });
});
