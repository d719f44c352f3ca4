// The chat in its frame: loaded when it is first wanted, and judged by whether it reports.
import type { Options } from "./options.ts";
import { make, type Parts } from "./parts.ts";

/** A frame that a policy keeps shut is loaded too, but says nothing: whoever has not spoken by then will not. */
const PATIENCE_MS = 2000;

export function createFrame(options: Options, parts: Parts, onClose: () => void) {
  const { origin, theme, language, label } = options;
  const { shadow, panel, note, link } = parts;
  let frame: HTMLIFrameElement | null = null;
  let ready = false;

  function complain(): void {
    if (ready) return;
    note.hidden = false;
    if (shadow.activeElement === frame) link.focus();
    console.error(
      `clawdbot: the chat of ${origin} did not open here. If ${origin} can be reached, its setting WIDGET_ORIGINS lacks ${location.origin}.`,
    );
  }

  function load(): void {
    frame?.remove();
    note.hidden = true;
    const query = new URLSearchParams({ theme, language, host: location.origin });
    frame = make("iframe", { title: label, src: `${origin}/widget?${query}`, allow: "clipboard-write" });
    frame.onload = () => setTimeout(complain, PATIENCE_MS);
    panel.append(frame);
  }

  function focus(): void {
    frame?.focus();
    if (ready) frame?.contentWindow?.postMessage({ clawdbot: "opened" }, origin);
  }

  addEventListener("message", ({ source, origin: sender, data }) => {
    if (frame === null || source !== frame.contentWindow || sender !== origin) return;
    if (data?.clawdbot === "close") onClose();
    if (data?.clawdbot !== "ready") return;
    ready = true;
    note.hidden = true;
    frame.className = "ready";
    if (shadow.activeElement === frame) focus();
  });

  return {
    /** Tried again with each opening until it works. */
    load: () => {
      if (!ready) load();
    },
    focus,
  };
}
