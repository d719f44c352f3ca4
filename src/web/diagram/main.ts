// A page that draws one diagram, for a frame of the chat page that may nothing but run scripts: no cookies, no
// storage, no network. What comes from a model goes through a large library here, and could reach nothing with it.
import mermaid from "mermaid";
import type { DiagramRequest, FrameReport } from "../common/diagram-frame.ts";

const place = document.getElementById("place") ?? document.body;
let drawn = 0;

/** The frame has no origin that could be named; whoever embeds it may read what it drew. */
function report(message: FrameReport): void {
  parent.postMessage(message, "*");
}

/** A library's message has its stack or a picture of carets below the first lines. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n").slice(0, 2).join(" ").slice(0, 200);
}

function reportHeight(): void {
  report({ state: "drawn", height: Math.ceil(place.getBoundingClientRect().height) });
}

async function draw({ source, dark }: DiagramRequest): Promise<void> {
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: dark ? "dark" : "neutral",
    fontFamily: getComputedStyle(document.body).fontFamily,
    maxTextSize: 50_000,
    // The policy would refuse them; so they are not even tried.
    dompurifyConfig: { FORBID_TAGS: ["img", "image", "picture", "video", "audio"], FORBID_ATTR: ["src"] },
    secure: [
      "secure",
      "securityLevel",
      "startOnLoad",
      "maxTextSize",
      "maxEdges",
      "dompurifyConfig",
      "themeCSS",
    ],
  });
  drawn += 1;
  try {
    const { svg } = await mermaid.render(`diagram-${drawn}`, source);
    // The page has no origin and its policy no inline script: what the library let through does nothing here.
    place.innerHTML = svg;
    reportHeight();
  } catch (error) {
    place.replaceChildren();
    report({ state: "failed", reason: reasonOf(error) });
  }
}

function isRequest(data: unknown): data is DiagramRequest {
  return typeof data === "object" && data !== null && "source" in data && typeof data.source === "string";
}

addEventListener("message", (event) => {
  if (event.source === parent && isRequest(event.data)) void draw(event.data);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") report({ state: "left" });
});
new ResizeObserver(() => {
  if (place.childElementCount > 0) reportHeight();
}).observe(place);
report({ state: "ready" });
