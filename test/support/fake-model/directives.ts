// Directives: `[[name:value;option=text]]` inside a user's message, by which a test steers this one answer.
// An unknown name is left in the message, so that a misspelt directive shows in the echo.

interface Directive {
  value: string;
  options: ReadonlyMap<string, string>;
}

export type Directives = ReadonlyMap<string, Directive>;

export interface SteeredMessage {
  /** The message without its directives. */
  text: string;
  directives: Directives;
}

/** Their value is taken as it stands: a `;` in it opens no options. */
const VERBATIM = new Set(["reply", "tool"]);

const KNOWN = new Set([
  ...VERBATIM,
  ...[
    "badjson",
    "chunks",
    "comment",
    "crlf",
    "cut",
    "cutclean",
    "delay",
    "disconnect",
    "echo-history",
    "finish",
  ],
  ...["first", "firsttoken", "hold", "holdfirst", "html", "huge", "midstream-error", "norole", "nousage"],
  ...["reasoning", "silent", "slowheaders", "splitutf8", "status"],
]);

/** `]]` followed by a third bracket is not the end, so that `[[reply:[1]]]` answers `[1]`. */
const PATTERN = /\[\[([a-z][a-z0-9-]*)(?::([\s\S]*?))?\]\](?!\])/g;

/** A directive with the option `model=NAME` counts only for requests that ask for that model. */
export function readDirectives(message: string, model: string): SteeredMessage {
  const directives = new Map<string, Directive>();
  const text = message.replace(PATTERN, (whole: string, name: string, value: string | undefined) => {
    if (!KNOWN.has(name)) return whole;
    const directive = parseDirective(name, value ?? "");
    if ((directive.options.get("model") ?? model) === model) directives.set(name, directive);
    return "";
  });
  return { text: text.trim(), directives };
}

function parseDirective(name: string, source: string): Directive {
  if (VERBATIM.has(name)) return { value: source, options: new Map() };
  const [value = "", ...rest] = source.split(";");
  const options = rest.map((part): [string, string] => {
    const [key = "", ...text] = part.split("=");
    return [key.trim(), text.join("=").trim()];
  });
  return { value: value.trim(), options: new Map(options) };
}

/** The number that a directive carries, `otherwise` when it carries none, null when it is absent. */
export function numberOf(directives: Directives, name: string, otherwise = 0): number | null {
  const directive = directives.get(name);
  if (directive === undefined) return null;
  const parsed = Number.parseInt(directive.value, 10);
  return Number.isNaN(parsed) ? otherwise : parsed;
}
