// Characters that turn the order of a text around are shown as marks, so that nothing reads as what it is not.
import type { ComponentChild } from "preact";

/** Every one that Unicode has, for code; in prose only the two that force an order, for the others have their use. */
const controls = { code: /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/, prose: /([\u202d\u202e])/ };

export function visible(text: string, where: keyof typeof controls): ComponentChild {
  if (!controls[where].test(text)) return text;
  return text.split(controls[where]).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} class="order-mark">
        {`U+${part.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`}
      </span>
    ),
  );
}
