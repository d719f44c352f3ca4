// Simple encodings of PDF fonts: a byte is a character, which the font names.
import { accented, codePoint } from "../entities.ts";

/** The names that are no letter, digit or accented letter; what a font calls otherwise has no common text. */
const GLYPHS = new Map(
  (
    "space\u00a0 exclam! quotedbl\" numbersign# dollar$ percent% ampersand& quotesingle' parenleft( parenright) asterisk* plus+ comma, " +
    "hyphen- period. slash/ colon: semicolon; less< equal= greater> question? at@ bracketleft[ backslash\\ bracketright] " +
    "asciicircum^ underscore_ grave` braceleft{ bar| braceright} asciitilde~ zero0 one1 two2 three3 four4 five5 six6 seven7 eight8 " +
    "nine9 quoteleft‘ quoteright’ quotedblleft“ quotedblright” quotesinglbase‚ quotedblbase„ endash– emdash— bullet• ellipsis… " +
    "fiﬁ flﬂ ffﬀ ffiﬃ fflﬄ exclamdown¡ questiondown¿ cent¢ sterling£ yen¥ euro€ section§ copyright© " +
    "registered® trademark™ degree° plusminus± multiply× divide÷ minus− muµ onehalf½ onequarter¼ threequarters¾ " +
    "periodcentered· guillemotleft« guillemotright» guilsinglleft‹ " +
    "guilsinglright› germandblsß aeæ AEÆ oeœ OEŒ oslashø OslashØ dotlessiı lslashł LslashŁ fraction⁄ " +
    "perthousand‰ lessequal≤ greaterequal≥ notequal≠ " +
    "arrowright→ arrowleft← " +
    "nbspace\u00a0 sfthyphen-"
  )
    .split(" ")
    .map((pair): [string, string] => [pair.slice(0, -1), pair.slice(-1).replace("\u00a0", " ")]),
);

/** Where Adobe's standard encoding is not ASCII, as far as it is common: code in hex, and character. */
const STANDARD =
  "27’ 60‘ a1¡ a2¢ a3£ a5¥ a7§ a9' aa“ ab« aeﬁ afﬂ b1– b4· b7• b8‚ b9„ ba” bb» bc… bf¿ d0— e1Æ f1æ f5ı fbß";

/** The character of a glyph by its name, such as `eacute`, `uni4E2D`, `f_i`, `a.alt`; empty if the name says none. */
export function glyphText(name: string): string {
  const [plain = ""] = name.split(".", 1);
  const known = GLYPHS.get(plain) ?? accented(plain);
  if (known !== undefined) return known;
  if (/^[A-Za-z]$/.test(plain)) return plain;
  const [, many, one] = /^(?:uni((?:[\dA-F]{4})+)|u([\dA-F]{4,6}))$/.exec(plain) ?? [];
  if (one !== undefined) return codePoint(Number.parseInt(one, 16));
  if (many !== undefined)
    return (many.match(/.{4}/g) ?? []).map((hex) => codePoint(Number.parseInt(hex, 16))).join("");
  return plain.includes("_") ? plain.split("_").map(glyphText).join("") : "";
}

/** The 256 characters of a base encoding. Without one: the standard encoding. */
export function baseEncoding(name: string | null): string[] {
  const bytes = Uint8Array.from({ length: 256 }, (_, code) => code);
  if (name === "WinAnsiEncoding") return [...new TextDecoder("windows-1252").decode(bytes)];
  if (name === "MacRomanEncoding") return [...new TextDecoder("macintosh").decode(bytes)];
  const texts = [...bytes].map((code) => (code >= 32 && code < 127 ? String.fromCharCode(code) : ""));
  for (const pair of STANDARD.split(" ")) texts[Number.parseInt(pair, 16)] = pair.slice(2);
  return texts;
}

/** CMaps that come with every reader, by parts of their names → the encoding of their codes. */
const CHINESE: [RegExp, string][] = [
  [/^Uni.*UTF16/, "utf-16be"],
  [/^Uni.*UCS2/, "utf-16be"],
  [/^GB/, "gb18030"],
  [/^(?:B5|ETen|HKscs|HK)/, "big5"],
  [/RKSJ/, "shift_jis"],
  [/^KSC/, "euc-kr"],
  [/^EUC/, "euc-jp"],
];

export function predefinedEncoding(cmap: string): string | null {
  return CHINESE.find(([pattern]) => pattern.test(cmap))?.[1] ?? null;
}
