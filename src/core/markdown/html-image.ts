// `<img src="…" alt="…">`, the one HTML tag that makes a client fetch something.

export interface HtmlImage {
  url: string;
  alt: string;
  end: number;
}

const OPENING = /<img(?=[\s/>])/iy;
const ATTRIBUTE = /[\s/]+(?:([a-z_:][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?)?/iy;

/** `at` is the index of a `<`; null when no image begins there. Reads on to the tag's end or the next `<`. */
export function readHtmlImage(text: string, at: number): HtmlImage | null {
  OPENING.lastIndex = at;
  if (!OPENING.test(text)) return null;
  const image = { url: "", alt: "", end: OPENING.lastIndex };
  for (;;) {
    ATTRIBUTE.lastIndex = image.end;
    const attribute = ATTRIBUTE.exec(text);
    if (attribute === null) break;
    const [, name = "", double, single, bare] = attribute;
    const value = (double ?? single ?? bare ?? "").trim();
    if (name.toLowerCase() === "src") image.url ||= value;
    if (name.toLowerCase() === "alt") image.alt ||= value.replace(/\s+/g, " ");
    image.end = ATTRIBUTE.lastIndex;
  }
  return text.charAt(image.end) === ">" ? { ...image, end: image.end + 1 } : null;
}
