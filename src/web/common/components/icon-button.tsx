// A button that shows an icon only; its label is its name and its tip.
import type { RefObject } from "preact";
import { Icon, type IconName } from "./icons.tsx";

interface IconButtonProps {
  icon: IconName;
  label: string;
  onClick(): void;
  class?: string;
  disabled?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  button?: RefObject<HTMLButtonElement | null>;
}

export function IconButton(props: IconButtonProps) {
  return (
    <button
      ref={props.button ?? null}
      type="button"
      class={`icon-button ${props.class ?? ""}`}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      disabled={props.disabled ?? false}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
