// Names of characters: the entities of HTML, and how both HTML and fonts name letters with an accent.

/** HTML's short names and the long ones of fonts → the combining accent. */
const ACCENTS = new Map(
  Object.entries({
    acute: "\u0301",
    grave: "\u0300",
    circ: "\u0302",
    circumflex: "\u0302",
    uml: "\u0308",
    dieresis: "\u0308",
    tilde: "\u0303",
    ring: "\u030a",
    caron: "\u030c",
    cedil: "\u0327",
    cedilla: "\u0327",
    macron: "\u0304",
    breve: "\u0306",
    ogonek: "\u0328",
    hungarumlaut: "\u030b",
    dotaccent: "\u0307",
  }),
);

/** `eacute`, `Ouml`, `ccedilla`; undefined for any other name. */
export function accented(name: string): string | undefined {
  const accent = ACCENTS.get(name.slice(1));
  return accent && /^[A-Za-z]/.test(name) ? `${name[0]}${accent}`.normalize("NFC") : undefined;
}

const ENTITIES = new Map(
  (
    "amp& lt< gt> quot\" apos' nbsp\u00a0 copy© reg® trade™ hellip… mdash— ndash– lsquo‘ rsquo’ ldquo“ rdquo” sbquo‚ bdquo„ " +
    "laquo« raquo» bull• middot· times× divide÷ plusmn± deg° microµ sect§ euro€ pound£ yen¥ larr← " +
    "uarr↑ rarr→ darr↓ le≤ ge≥ ne≠ minus− ensp\u2002 emsp\u2003 thinsp\u2009 " +
    "shy\u00ad szligß aeligæ AEligÆ oeligœ OEligŒ oslashø OslashØ iexcl¡ iquest¿ sup2² " +
    "sup3³ frac12½ frac14¼ frac34¾ " +
    "muμ"
  )
    .split(" ")
    .map((pair): [string, string] => [pair.slice(0, -1), pair.slice(-1)]),
);

/** `&name;`, `&#number;` and `&#xhex;`; what is none of these stays as it stands. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]\w{1,20}));?/g,
    (whole, decimal, hex, name) =>
      name === undefined
        ? codePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
        : whole.endsWith(";")
          ? (ENTITIES.get(name) ?? accented(name) ?? whole)
          : whole,
  );
}

/** Nothing for what is no character, nor for the control characters of old. */
export function codePoint(code: number): string {
  const isText = code === 9 || code === 10 || code >= 32;
  return isText && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "";
}
