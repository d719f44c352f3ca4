// Inline nodes of an answer on the page. Nothing here loads anything or sets HTML.
import type { ComponentChildren } from "preact";
import { useWords } from "../../common/language.ts";
import type { Inline } from "../markdown/node.ts";
import { Formula } from "./formula.tsx";
import { visible } from "./visible-text.tsx";
import { answerWords } from "./words.ts";

function SafeLink(props: { href: string; title?: string; children: ComponentChildren }) {
  const { children, ...address } = props;
  return (
    <a {...address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/**
 * A picture is only named: loading it would tell its server who reads what, and when. The page's policy forbids
 * it too. Whoever wants to see it goes there, and sees where that is.
 */
function NamedImage({ href, text }: { href: string | null; text: string }) {
  const words = useWords(answerWords);
  const name = words.image(text);
  if (href === null) return <span>{visible(name, "prose")}</span>;
  const { host } = new URL(href);
  return (
    <SafeLink href={href} title={words.imageAt(host)}>
      {visible(name, "prose")} ({host})
    </SafeLink>
  );
}

function InlineNode({ node }: { node: Inline }) {
  switch (node.kind) {
    case "text":
      return <>{visible(node.text, "prose")}</>;
    case "strong":
      return <strong>{inlines(node.children)}</strong>;
    case "emphasis":
      return <em>{inlines(node.children)}</em>;
    case "deleted":
      return <del>{inlines(node.children)}</del>;
    case "code":
      return <code>{visible(node.text, "code")}</code>;
    case "link":
      return <SafeLink href={node.href}>{inlines(node.children)}</SafeLink>;
    case "image":
      return <NamedImage href={node.href} text={node.text} />;
    case "math":
      return <Formula text={node.text} source={node.source} display={node.display} />;
    case "break":
      return <br />;
  }
}

export function inlines(nodes: readonly Inline[]): ComponentChildren {
  return nodes.map((node, index) => <InlineNode key={index} node={node} />);
}
