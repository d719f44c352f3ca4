// One set of icons: 20 px, lines of 1.5 px in the colour of the text. The button around one has the name.

const shapes = {
  more: "M4.5 10a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M9.5 10a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M14.5 10a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  plus: "M10 4v12M4 10h12",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l3.5 3.5",
  close: "M5 5l10 10M15 5L5 15",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4M11.5 9v4",
  send: "M10 16V4.5M5 9.5l5-5 5 5",
  stop: "M6 6h8v8H6z",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  up: "M7 9l2.6-5.2c1.3 0 2 .9 1.8 2.1L11 8.2h4c.9 0 1.5.8 1.3 1.6l-1.2 5c-.2.7-.8 1.2-1.5 1.2H7M4 9h3v7H4z",
  down: "M7 11l2.6 5.2c1.3 0 2-.9 1.8-2.1L11 11.8h4c.9 0 1.5-.8 1.3-1.6l-1.2-5C14.9 4.5 14.3 4 13.6 4H7M4 4h3v7H4z",
  retry: "M15.5 6.500A6.5 6.5 0 1 0 16.5 10M16 3v4h-4",
  pencil: "M4 16l.7-3.300L13.500 4l2.500 2.500-8.700 8.800L4 16ZM11.800 5.700l2.500 2.500",
  left: "M12 5.500L7.500 10l4.500 4.500",
  right: "M8 5.500l4.500 4.500L8 14.500",
  clip: "M14.500 9.500l-5 5a3.200 3.200 0 0 1-4.500-4.500l5.800-5.800a2.100 2.100 0 0 1 3 3L8 13a1 1 0 0 1-1.500-1.500l4.800-4.800",
  keyboard:
    "M2.500 5.500h15v9h-15zM5.500 8.500h.01M8.500 8.500h.01M11.500 8.500h.01M14.500 8.500h.01M7 11.500h6",
  image: "M3.5 4.500h13v11h-13zM3.5 13l3.5-3.5 3.5 3.5 2-2 4 4M13 8h.01",
  arrowDown: "M10 4v11.500M5 10.500l5 5 5-5",
  chevron: "M6 8l4 4 4-4",
  key: "M12.5 11.500a4 4 0 1 0-3.8-2.700L3.5 14v2.500H6V15h1.500v-1.500H9l1.2-1.200a4 4 0 0 0 2.3-.8ZM13 7h.01",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
