// Chinese and its neighbours, as far as Markdown must know them: they write no spaces, and have punctuation of their own.

const LETTER = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}`;
/** Full-width forms, and the quotes and dashes that Chinese shares with Latin. */
const MARK = String.raw`\u3000-\u303f\uff00-\uffef\u2018-\u201d\u2014\u2026\u00b7`;

const chineseMark = new RegExp(`^[${MARK}]`, "u");
const chinese = new RegExp(`^[${LETTER}${MARK}]`, "u");
const chineseLetter = new RegExp(`[${LETTER}]`, "u");

/** Whether the character is punctuation as Chinese writes it. */
export function isChineseMark(character: string): boolean {
  return chineseMark.test(character);
}

/** Whether the character is a letter or punctuation of Chinese, Japanese or Korean. */
export function isChinese(character: string): boolean {
  return chinese.test(character);
}

export function hasChinese(text: string): boolean {
  return chineseLetter.test(text);
}
