// widget.js: a bubble on somebody else's page that opens the chat in a frame. A classic script of its own; it works under that page's
// Content-Security-Policy with no more than script-src and frame-src for this origin.
import { createFrame } from "./frame.ts";
import { readOptions } from "./options.ts";
import { buildParts } from "./parts.ts";

const CHAT =
  "M12 4c4.700 0 8.500 3.100 8.500 7s-3.800 7-8.500 7c-1 0-2-.100-2.900-.400L4.500 20l1.200-3.600C4.300 15 3.500 13.100 3.500 11c0-3.900 3.800-7 8.500-7Z";
const CROSS = "M6 6l12 12M18 6L6 18";
const PHONE = matchMedia("(max-width: 480px)");

function start(script: HTMLScriptElement): void {
  const options = readOptions(script);
  const parts = buildParts(options);
  const { root, shadow, bubble, shape, panel, shut } = parts;
  const frame = createFrame(options, parts, close);

  function draw(): void {
    bubble.ariaExpanded = String(panel.open);
    shape.setAttribute("d", panel.open ? CROSS : CHAT);
  }

  function attach(): void {
    if (!root.isConnected) document.body?.append(root);
  }

  function open(): void {
    // A page may clear away what is not its own; asked for, the chat is there again.
    attach();
    if (panel.open) return;
    frame.load();
    // On a phone it is all there is to see; elsewhere the page stays in reach.
    if (PHONE.matches) panel.showModal();
    else panel.show();
    draw();
    frame.focus();
  }

  function close(): void {
    panel.close();
  }

  function toggle(): void {
    if (panel.open) close();
    else open();
  }

  /** What a phone's keyboard leaves free: only the page around the frame is told. */
  function fillScreen(): void {
    if (visualViewport?.scale !== 1) return;
    panel.style.setProperty("--height", `${visualViewport.height}px`);
    panel.style.setProperty("--top", `${visualViewport.offsetTop}px`);
  }

  bubble.onclick = toggle;
  shut.onclick = close;
  panel.onclose = () => {
    draw();
    bubble.focus();
  };
  shadow.addEventListener("keydown", (event) => {
    if (Reflect.get(event, "key") === "Escape") close();
  });
  for (const change of ["resize", "scroll"]) visualViewport?.addEventListener(change, fillScreen);
  fillScreen();
  draw();
  whenBody(() => {
    attach();
    // Pages that go to the next one without a load put another body in place of this one.
    new MutationObserver(attach).observe(document.documentElement, { childList: true });
    if (!options.open || PHONE.matches) return;
    // Nobody asked for it just now, so it takes no focus.
    frame.load();
    panel.setAttribute("open", "");
    draw();
  });
  Reflect.set(window, "clawdbot", { open, close, toggle });
}

function whenBody(act: () => void): void {
  if (document.body === null) addEventListener("DOMContentLoaded", act);
  else act();
}

const script = document.currentScript;
// Included twice, it puts up one bubble.
if (script instanceof HTMLScriptElement && Reflect.get(window, "clawdbot")?.toggle === undefined)
  start(script);
