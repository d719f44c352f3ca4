// Which of the product's two languages a text is written in.

export type Language = "zh" | "en";

const HAN = /\p{Script=Han}/gu;
const LATIN_WORDS = /[\p{Script=Latin}\d_.:/-]+/gu;

/** A word of English says about as much as two characters of Chinese; names and addresses in Latin letters weigh less. */
export function languageOf(text: string): Language {
  const han = text.match(HAN)?.length ?? 0;
  const words = text.match(LATIN_WORDS)?.length ?? 0;
  return han > 0 && han * 2 >= words ? "zh" : "en";
}

/** Of `Accept-Language` (RFC 9110, 12.5.4) the language of ours that is liked best. */
export function languageAmong(accepted: string): Language {
  const liked = (language: Language) => {
    const tags = accepted.toLowerCase().matchAll(/([a-z]+)[a-z0-9-]*\s*(?:;\s*q=([\d.]+))?/g);
    return Math.max(
      0,
      ...[...tags].map(([, tag, quality = "1"]) => (tag === language ? Number(quality) : 0)),
    );
  };
  return liked("zh") > liked("en") ? "zh" : "en";
}
