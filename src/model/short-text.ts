// The text of a body that should be short, from a server that may send one without end, or begin one and fall silent.

export interface ShortTextLimits {
  /** Nothing is read past the piece that reaches this. */
  bytes: number;
  /** For the whole body. */
  milliseconds: number;
}

/** What came within the limits; a body that breaks off is as long as it got. The rest is let go. Never throws. */
export async function readShortText(response: Response, limits: ShortTextLimits): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  // A cancelled body ends the read that waits for it.
  const letGo = () => void reader.cancel().catch(() => undefined);
  const timer = setTimeout(letGo, limits.milliseconds);
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    while (bytes < limits.bytes) {
      const piece = await reader.read();
      if (piece.done) break;
      bytes += piece.value.length;
      text += decoder.decode(piece.value, { stream: true });
    }
  } catch {
    // The beginning may still be of use; whoever needs the whole sees that its JSON has no end.
  } finally {
    clearTimeout(timer);
    letGo();
  }
  return text;
}
