// What the chat page and the frame that draws a diagram say to each other.

export interface DiagramRequest {
  source: string;
  dark: boolean;
}

export type FrameReport =
  | { state: "ready" }
  | { state: "drawn"; height: number }
  | { state: "failed"; reason: string }
  /** Escape was pressed within the frame. */
  | { state: "left" };

/** The frame runs a library on a model's text: what it says is checked like a stranger's word. */
export function readReport(data: unknown): FrameReport | null {
  if (typeof data !== "object" || data === null || !("state" in data)) return null;
  const { state } = data;
  if (state === "ready" || state === "left") return { state };
  if (state === "drawn" && "height" in data && Number.isFinite(data.height))
    return { state, height: Math.min(Math.max(Number(data.height), 40), 4_000) };
  if (state === "failed" && "reason" in data) return { state, reason: String(data.reason).slice(0, 200) };
  return null;
}
