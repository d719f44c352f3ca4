// Named character references that models write. marked leaves them to HTML, which this page never produces.

const characters: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  ensp: "\u2002",
  emsp: "\u2003",
  thinsp: "\u2009",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  middot: "·",
  times: "×",
  divide: "÷",
  plusmn: "±",
  le: "≤",
  ge: "≥",
  ne: "≠",
  deg: "°",
  copy: "©",
  reg: "®",
  trade: "™",
  yen: "¥",
  euro: "€",
  rarr: "→",
  larr: "←",
  bull: "•",
  ldquo: "“",
  rdquo: "”",
  lsquo: "‘",
  rsquo: "’",
};

export function decodeReferences(text: string): string {
  return text.replace(/&([a-z]{2,8});/g, (whole, name: string) => characters[name] ?? whole);
}
