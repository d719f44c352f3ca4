// The languages that code is coloured in, by the names that answers give them.

const aliases: Record<string, string> = {
  bash: "bash sh shell zsh console",
  c: "c h",
  cpp: "cpp c++ cc hpp cxx",
  csharp: "csharp cs c#",
  css: "css",
  diff: "diff patch",
  dockerfile: "dockerfile docker",
  go: "go golang",
  ini: "ini toml conf env properties",
  java: "java",
  javascript: "javascript js jsx mjs cjs node",
  json: "json jsonc json5 jsonl",
  kotlin: "kotlin kt kts",
  php: "php",
  python: "python py python3",
  ruby: "ruby rb",
  rust: "rust rs",
  sql: "sql mysql postgresql postgres sqlite",
  swift: "swift",
  typescript: "typescript ts tsx mts cts",
  xml: "xml html htm svg vue xhtml",
  yaml: "yaml yml",
};

const languages = new Map(
  Object.entries(aliases).flatMap(([language, names]) => names.split(" ").map((name) => [name, language])),
);

/** The language as the highlighter calls it, or null where it knows none by this name. */
export function languageOf(name: string): string | null {
  return languages.get(name.toLowerCase()) ?? null;
}
