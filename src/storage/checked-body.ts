// A body that is cut short before its last bytes when its SHA-256 is not the one that was announced.
import { toHex } from "../core/identifier.ts";

export interface CheckedBody {
  stream: ReadableStream<Uint8Array>;
  /** Known when the stream has ended or broken. */
  isWrong: () => boolean;
}

/** Whoever stores the stream with its length stores nothing of a wrong one. `sha256` in hex. */
export function checkBody(body: ReadableStream<Uint8Array>, length: number, sha256: string): CheckedBody {
  const digest = new crypto.DigestStream("SHA-256");
  const writer = digest.getWriter();
  let held: Uint8Array | null = null;
  let wrong = false;
  const check = new TransformStream<Uint8Array, Uint8Array>({
    async transform(piece, controller) {
      await writer.write(piece);
      if (held !== null) controller.enqueue(held);
      held = piece;
    },
    async flush(controller) {
      await writer.close();
      wrong = toHex(new Uint8Array(await digest.digest)) !== sha256;
      if (wrong) controller.error(new Error("another SHA-256 than was announced"));
      else if (held !== null) controller.enqueue(held);
    },
  });
  const stream = body.pipeThrough(check).pipeThrough(new FixedLengthStream(length));
  return { stream, isWrong: () => wrong };
}
