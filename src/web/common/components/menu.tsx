// A button that opens a list of things to do: by pointer and by keys, as menus everywhere.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons.tsx";

export interface MenuItem {
  label: string;
  danger?: boolean;
  run(): void;
}

interface MenuProps {
  label: string;
  icon: IconName;
  items: readonly MenuItem[];
  class?: string;
}

/** Pixels between the button and its list, and between the list and the window's edge. */
const gap = 4;

/** Below the button if it fits there, else above; never out of the window. Fixed, because a list that scrolls would cut it off. */
function place(list: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = at.bottom + gap + height <= innerHeight - gap;
  list.style.top = `${Math.max(gap, below ? at.bottom + gap : at.top - gap - height)}px`;
  list.style.left = `${Math.max(gap, Math.min(at.right - width, innerWidth - width - gap))}px`;
}

/** The item that a key leads to, or null for a key that means nothing here. */
function itemAfter(key: string, labels: readonly string[], current: number): number | null {
  const count = labels.length;
  if (key === "ArrowDown") return (current + 1) % count;
  if (key === "ArrowUp") return (current - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key.length !== 1) return null;
  const order = labels.map((_, index) => (current + 1 + index) % count);
  return order.find((index) => labels[index]?.toLowerCase().startsWith(key.toLowerCase())) ?? null;
}

interface ListProps extends MenuProps {
  button: HTMLButtonElement;
  onClose(): void;
}

function List({ label, items, button, onClose }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const buttons = () => [...(list.current?.querySelectorAll("button") ?? [])];

  useLayoutEffect(() => {
    if (list.current !== null) place(list.current, button);
    buttons()[0]?.focus({ preventScroll: true });
  }, [button]);

  // Listening before it is seen: a press right after must not be missed.
  useLayoutEffect(() => {
    const ending = new AbortController();
    const outside = (event: Event) => {
      const { target } = event;
      if (target instanceof Node && (list.current?.contains(target) || button.contains(target))) return;
      onClose();
    };
    addEventListener("pointerdown", outside, { signal: ending.signal, capture: true });
    addEventListener("scroll", outside, { signal: ending.signal, capture: true });
    addEventListener("resize", onClose, ending);
    return () => ending.abort();
  }, [button, onClose]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Tab" || event.key === "Escape") {
      // Tab goes on from the button.
      if (event.key === "Escape") event.preventDefault();
      button.focus();
      onClose();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = buttons();
    const current = all.findIndex((one) => one.matches(":focus"));
    const labels = items.map((item) => item.label);
    const next = event.key === " " ? null : itemAfter(event.key, labels, current);
    if (next === null) return;
    event.preventDefault();
    all[next]?.focus();
  }

  return (
    <div ref={list} class="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class={item.danger ? "is-danger" : ""}
          onClick={() => {
            button.focus();
            onClose();
            item.run();
          }}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

export function Menu(props: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = useRef(() => setOpen(false)).current;
  return (
    <>
      <button
        ref={button}
        type="button"
        class={`icon-button ${props.class ?? ""}`}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <Icon name={props.icon} />
      </button>
      {open && button.current !== null && <List {...props} button={button.current} onClose={close} />}
    </>
  );
}
