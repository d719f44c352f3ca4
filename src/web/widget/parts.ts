// The widget's elements, in a shadow tree of their own: the bubble, and the panel with what it says when the chat does not open.
import type { Options } from "./options.ts";
import { sheetOf } from "./sheet.ts";

export type Parts = ReturnType<typeof buildParts>;

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}

const SVG = "http://www.w3.org/2000/svg";

export function buildParts({ origin, theme, side, language, label, words }: Options) {
  const root = document.createElement("clawdbot-widget");
  const shadow = root.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetOf(theme, side));
  shadow.adoptedStyleSheets = [sheet];

  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.ariaHidden = "true";
  const shape = document.createElementNS(SVG, "path");
  icon.append(shape);
  const bubble = make("button", { type: "button", title: label, ariaLabel: label, ariaHasPopup: "dialog" });
  bubble.append(icon);

  const link = make("a", { href: origin, target: "_blank", rel: "noopener", textContent: words.newTab });
  const shut = make("button", { type: "button", textContent: words.close });
  const note = make("div", { hidden: true, role: "alert" });
  note.append(make("p", { textContent: words.trouble }), link, shut);
  const panel = make("dialog", { ariaLabel: label, lang: language });
  panel.append(note);
  shadow.append(panel, bubble);
  return { root, shadow, bubble, shape, panel, note, link, shut };
}
