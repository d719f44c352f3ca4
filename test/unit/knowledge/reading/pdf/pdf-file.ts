// PDF files made by hand, for what no program here writes.
import { deflateSync } from "node:zlib";

/** A stream's dictionary without its length, and its bytes (a character each). */
export type Part = string | { dictionary: string; data: string };

export const deflated = (data: string) => deflateSync(Buffer.from(data, "latin1")).toString("latin1");

export function pdfOf(parts: Record<number, Part>, trailer = "/Root 1 0 R"): Uint8Array {
  const objects = Object.entries(parts).map(([number, part]) => {
    if (typeof part === "string") return `${number} 0 obj\n${part}\nendobj\n`;
    const { dictionary, data } = part;
    return `${number} 0 obj\n<<${dictionary} /Length ${data.length}>>\nstream\n${data}\nendstream\nendobj\n`;
  });
  const text = `%PDF-1.7\n${objects.join("")}trailer\n<<${trailer}>>\nstartxref\n0\n%%EOF\n`;
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

/** One page with this content and these fonts (object 5 and up are free). */
export function pageOf(content: Part | string, fonts: string, others: Record<number, Part> = {}): Uint8Array {
  return pdfOf({
    1: "<</Type/Catalog/Pages 2 0 R>>",
    2: `<</Type/Pages/Count 1/Kids[3 0 R]/Resources<</Font<<${fonts}>>/XObject<</X 6 0 R>>>>>>`,
    3: "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
    4: typeof content === "string" ? { dictionary: "", data: content } : content,
    ...others,
  });
}

export const HELVETICA = "/F <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
