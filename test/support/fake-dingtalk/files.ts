// Files that people sent: a download code becomes an address, and the address gives the bytes to a bare GET only.
import { type Incoming, missing, page, type Reply, refuse, succeed, textOf } from "./call.ts";
import { checkRobot } from "./robot-messages.ts";
import type { World } from "./world.ts";

export interface StoredFile {
  contentType: string;
  bytes: Uint8Array;
}

/** One pixel: what an unknown download code gives. */
export const TINY_PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export function fileAddress(world: World, incoming: Incoming): Reply {
  const refused = checkRobot(world, incoming);
  if (refused !== null) return refused;
  const code = textOf(incoming.body.downloadCode);
  if (code === "") return missing("downloadCode");
  if (world.files.get(code) === null)
    return refuse(400, "invalidParameter.robotCode.downloadCode", "the downloadCode is invalid or expired");
  world.handedOut.add(code);
  const query = "Expires=1893456000&OSSAccessKeyId=fake&Signature=fake";
  return succeed({ downloadUrl: `${incoming.url.origin}/download/${encodeURIComponent(code)}?${query}` });
}

export function giveFile(world: World, { url, headers }: Incoming): Reply {
  // The object store signs the request with an empty content type; whoever adds one breaks the signature.
  if (headers["content-type"] !== undefined) return storeError(403, "SignatureDoesNotMatch");
  const code = decodeURIComponent(url.pathname.slice("/download/".length));
  const file = world.files.get(code);
  if (file === null || !world.handedOut.has(code)) return storeError(404, "NoSuchKey");
  const { contentType, bytes } = file ?? { contentType: "image/png", bytes: TINY_PNG };
  return {
    status: 200,
    code: null,
    headers: { "content-type": contentType },
    content: { kind: "bytes", bytes },
  };
}

function storeError(status: number, code: string): Reply {
  return page(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`, "application/xml");
}
