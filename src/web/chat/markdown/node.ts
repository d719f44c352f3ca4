// What an answer is made of once it is read: plain data, all of it safe to show.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong"; children: Inline[] }
  | { kind: "emphasis"; children: Inline[] }
  | { kind: "deleted"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; href: string; children: Inline[] }
  /** A picture that the answer names. It is never loaded; `href` is null where even a link would be unsafe. */
  | { kind: "image"; href: string | null; text: string }
  /** A formula in TeX; `source` is how it was written. */
  | { kind: "math"; text: string; source: string; display: boolean }
  | { kind: "break" };

export interface ListItem {
  /** Null where the item is no task. */
  checked: boolean | null;
  children: Block[];
}

type Alignment = "left" | "center" | "right" | null;

export interface TableCell {
  align: Alignment;
  children: Inline[];
}

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  /** The text of a tight list item, which stands without a paragraph's space. */
  | { kind: "line"; children: Inline[] }
  | { kind: "heading"; level: number; children: Inline[] }
  | { kind: "code"; language: string; text: string }
  | { kind: "quote"; children: Block[] }
  | { kind: "list"; start: number | null; items: ListItem[] }
  | { kind: "table"; header: TableCell[]; rows: TableCell[][] }
  | { kind: "rule" };
