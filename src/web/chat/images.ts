// Pictures that go with a message: which may, and as what.

const largestBytes = 5 * 1024 * 1024;
const mostImages = 4;
/** A request may have 20 MiB, and base64 makes four bytes of three. */
const largestTotalBytes = 14 * 1024 * 1024;
const kinds = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);
export const acceptedKinds = [...kinds].join(",");

export interface Attachment {
  name: string;
  bytes: number;
  dataUrl: string;
}

export type Refusal = "imageKind" | "imageSize" | "imageCount" | "imageTotal";

interface Candidate {
  type: string;
  size: number;
}

/** Takes candidates in their order as long as they fit; tells the first reason why one did not. */
export function chooseImages<File extends Candidate>(
  files: readonly File[],
  present: readonly { bytes: number }[],
): { chosen: File[]; refusal: Refusal | null } {
  const chosen: File[] = [];
  let refusal: Refusal | null = null;
  let total = present.reduce((sum, image) => sum + image.bytes, 0);
  for (const file of files) {
    const reason = reasonAgainst(file, present.length + chosen.length, total);
    refusal ??= reason;
    if (reason !== null) continue;
    chosen.push(file);
    total += file.size;
  }
  return { chosen, refusal };
}

function reasonAgainst(file: Candidate, count: number, total: number): Refusal | null {
  if (!kinds.has(file.type)) return "imageKind";
  if (file.size > largestBytes) return "imageSize";
  if (count >= mostImages) return "imageCount";
  return total + file.size > largestTotalBytes ? "imageTotal" : null;
}

export function readAttachment(file: File): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const dataUrl = typeof reader.result === "string" ? reader.result : "";
      resolve({ name: file.name, bytes: file.size, dataUrl });
    };
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** A picture of which only the data is left. */
export function attachmentOf(dataUrl: string, index: number): Attachment {
  const base64 = dataUrl.length - dataUrl.indexOf(",") - 1;
  return { name: String(index + 1), bytes: Math.floor((base64 * 3) / 4), dataUrl };
}
