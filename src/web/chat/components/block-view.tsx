// Blocks of an answer on the page.

import { Icon } from "../../common/components/icons.tsx";
import { useWords } from "../../common/language.ts";
import type { Block, ListItem } from "../markdown/node.ts";
import { memo } from "../memo.ts";
import { CodeBlock } from "./code-block.tsx";
import { DiagramBlock } from "./diagram-block.tsx";
import { inlines } from "./inline-view.tsx";
import { Table } from "./table.tsx";
import { answerWords } from "./words.ts";

function Heading({ level, block }: { level: number; block: Extract<Block, { kind: "heading" }> }) {
  // Answers begin at any level; below the message's own heading they are all one further down.
  return <h3 class={level < 3 ? "heading-large" : "heading-small"}>{inlines(block.children)}</h3>;
}

function Item({ item }: { item: ListItem }) {
  const words = useWords(answerWords);
  if (item.checked === null) return <li>{blocks(item.children)}</li>;
  const label = item.checked ? words.taskDone : words.taskOpen;
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
      if (block.language === "mermaid" && !growing) return <DiagramBlock text={block.text} />;
      return <CodeBlock language={block.language} text={block.text} growing={growing} />;
    case "quote":
      return <blockquote>{blocks(block.children)}</blockquote>;
    case "list":
      return <List block={block} />;
    case "table":
      return <Table header={block.header} rows={block.rows} />;
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
