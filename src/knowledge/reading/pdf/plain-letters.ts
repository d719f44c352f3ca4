// Letters that only look like others: ligatures and radicals. Fonts share their shapes, and programs pick the wrong one.

/** Radicals of simplified Chinese, which Unicode does not fold by itself → the characters that are meant. */
const RADICALS = new Map(
  [
    ..."⺁厂⺇几⺌小⺐尢⺗心⺝月⺟母⺠民⺣灬⺩王⺬礻⺮竹⺷羊⻁虎⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟",
  ]
    .join("")
    .match(/../gu)
    ?.map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

export function plainLetters(text: string): string {
  return text
    .replace(/[\u2e80-\u2eff]/g, (sign) => RADICALS.get(sign) ?? sign)
    .replace(/[\u2f00-\u2fdf\ufb00-\ufb06\uf900-\ufaff]/g, (sign) => sign.normalize("NFKC"))
    .replace(/[\p{Cc}\ufffd\ufffe\uffff]/gu, "")
    .replaceAll("\u00a0", " ");
}
