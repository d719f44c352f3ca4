// The packings of streams that hold text: deflate with its predictors, and the two ways to write bytes as letters.
import { type InflateBudget, inflate } from "../inflate.ts";
import { latin1 } from "../latin1.ts";
import { isName, type PdfDictionary, type PdfValue } from "./syntax.ts";

type Resolve = (value: PdfValue | undefined) => PdfValue | undefined;

/** Null: packed as a picture is, or in a way that is not known. */
export async function unpack(
  data: Uint8Array,
  dictionary: PdfDictionary,
  resolve: Resolve,
  budget: InflateBudget,
): Promise<string | null> {
  const names = listOf(resolve(dictionary.get("Filter") ?? dictionary.get("F")));
  const parameters = listOf(resolve(dictionary.get("DecodeParms") ?? dictionary.get("DP")));
  let bytes = data;
  for (const [index, filter] of names.slice(0, 5).entries()) {
    const name = resolve(filter);
    const settings = resolve(parameters[index]);
    const unpacked = await unpackOnce(bytes, isName(name) ? name.name : "", budget);
    if (unpacked === null) return null;
    bytes = settings instanceof Map ? unpredict(unpacked, settings) : unpacked;
  }
  return latin1(bytes);
}

function listOf(value: PdfValue | undefined): PdfValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

async function unpackOnce(
  bytes: Uint8Array,
  filter: string,
  budget: InflateBudget,
): Promise<Uint8Array | null> {
  if (filter === "FlateDecode" || filter === "Fl") return inflate(bytes, "deflate", budget, { whole: false });
  if (filter === "ASCIIHexDecode" || filter === "AHx") return fromHex(latin1(bytes));
  return filter === "ASCII85Decode" || filter === "A85" ? fromAscii85(latin1(bytes)) : null;
}

function fromHex(text: string): Uint8Array {
  const pairs = (text.split(">", 1)[0] ?? "").replace(/[^\da-fA-F]/g, "").match(/..?/g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair.padEnd(2, "0"), 16));
}

function fromAscii85(text: string): Uint8Array {
  const digits = (text.replace(/^\s*<~/, "").split("~", 1)[0] ?? "")
    .replace(/\s/g, "")
    .replaceAll("z", "!!!!!");
  const bytes = new Uint8Array(Math.ceil(digits.length / 5) * 4);
  for (let at = 0; at < digits.length; at += 5) {
    const group = digits.slice(at, at + 5).padEnd(5, "u");
    let value = 0;
    for (const digit of group) value = value * 85 + digit.charCodeAt(0) - 33;
    new DataView(bytes.buffer).setUint32((at / 5) * 4, value);
  }
  const missing = (5 - (digits.length % 5)) % 5;
  return bytes.subarray(0, bytes.length - missing);
}

/** The filters of PNG, a byte in front of each row. Others than those are for pictures. */
function unpredict(bytes: Uint8Array, settings: PdfDictionary): Uint8Array {
  const number = (key: string, otherwise: number) => {
    const value = settings.get(key);
    return typeof value === "number" && value > 0 ? value : otherwise;
  };
  if (number("Predictor", 1) < 10) return bytes;
  const bits = number("Colors", 1) * number("BitsPerComponent", 8);
  const step = Math.max(1, bits >> 3);
  const width = Math.ceil((bits * number("Columns", 1)) / 8);
  const rows = Math.floor(bytes.length / (width + 1));
  const result = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row += 1) {
    const kind = bytes[row * (width + 1)] ?? 0;
    for (let column = 0; column < width; column += 1) {
      const at = row * width + column;
      const left = column >= step ? (result[at - step] ?? 0) : 0;
      const up = row > 0 ? (result[at - width] ?? 0) : 0;
      const corner = row > 0 && column >= step ? (result[at - width - step] ?? 0) : 0;
      result[at] = (bytes[at + row + 1] ?? 0) + predicted(kind, left, up, corner);
    }
  }
  return result;
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  if (kind !== 4) return 0;
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
