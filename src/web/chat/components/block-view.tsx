// Blocks of an answer on the page.

import { Icon } from "../../common/components/icons.tsx";
import type { Block, ListItem, TableCell } from "../markdown/node.ts";
import { memo } from "../memo.ts";
import { useMessages } from "../messages.ts";
import { CodeBlock } from "./code-block.tsx";
import { inlines } from "./inline-view.tsx";

function Heading({ level, block }: { level: number; block: Extract<Block, { kind: "heading" }> }) {
  // Answers begin at any level; below the message's own heading they are all one further down.
  return <h3 class={level < 3 ? "heading-large" : "heading-small"}>{inlines(block.children)}</h3>;
}

function Item({ item }: { item: ListItem }) {
  const messages = useMessages();
  if (item.checked === null) return <li>{blocks(item.children)}</li>;
  const label = item.checked ? messages.taskDone : messages.taskOpen;
  return (
    <li class="task">
      <span class="task-box" role="img" aria-label={label} data-done={item.checked}>
        {item.checked && <Icon name="check" />}
      </span>
      <div>{blocks(item.children)}</div>
    </li>
  );
}

function List({ block }: { block: Extract<Block, { kind: "list" }> }) {
  const items = block.items.map((item, index) => <Item key={index} item={item} />);
  return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
}

function cells(row: readonly TableCell[], Tag: "td" | "th") {
  const scope = Tag === "th" ? { scope: "col" } : {};
  return row.map((cell, index) => (
    <Tag key={index} {...scope} data-align={cell.align}>
      {inlines(cell.children)}
    </Tag>
  ));
}

/** A wide table scrolls in its own box, and the keyboard can reach it there. */
function Table({ block }: { block: Extract<Block, { kind: "table" }> }) {
  const messages = useMessages();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must take the focus to scroll by keys.
    <section class="table-box" tabIndex={0} aria-label={messages.table}>
      <table>
        <thead>
          <tr>{cells(block.header, "th")}</tr>
        </thead>
        <tbody>
          {block.rows.map((row, index) => (
            <tr key={index}>{cells(row, "td")}</tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface BlockProps {
  block: Block;
  /** More of it may come. */
  growing: boolean;
}

function drawBlock({ block, growing }: BlockProps) {
  switch (block.kind) {
    case "paragraph":
      return <p>{inlines(block.children)}</p>;
    case "line":
      return <>{inlines(block.children)}</>;
    case "heading":
      return <Heading level={block.level} block={block} />;
    case "code":
      return <CodeBlock language={block.language} text={block.text} growing={growing} />;
    case "quote":
      return <blockquote>{blocks(block.children)}</blockquote>;
    case "list":
      return <List block={block} />;
    case "table":
      return <Table block={block} />;
    case "rule":
      return <hr />;
  }
}

/** Frozen blocks keep their identity, so they are drawn once. */
const BlockView = memo(drawBlock);

/** Of a growing answer only the last block grows. */
export function blocks(list: readonly Block[], growing = false) {
  return list.map((block, index) => (
    <BlockView key={index} block={block} growing={growing && index === list.length - 1} />
  ));
}
