// The documents that an answer drew on, folded away below it.
import type { Source } from "../../../core/wire.ts";
import { Icon } from "../../common/components/icons.tsx";
import { secureAddress } from "../markdown/address.ts";
import { useMessages } from "../messages.ts";
import { titleOfSource } from "../source-title.ts";

function SourceTitle({ source }: { source: Source }) {
  const href = secureAddress(source.url);
  const title = titleOfSource(source);
  if (href === null) return <span class="source-title">{title}</span>;
  return (
    <a class="source-title" href={href} target="_blank" rel="noopener noreferrer">
      {title}
    </a>
  );
}

export function Sources({ sources }: { sources: readonly Source[] }) {
  const messages = useMessages();
  if (sources.length === 0) return null;
  return (
    <details class="sources">
      <summary>
        <Icon name="chevron" />
        {messages.sources(sources.length)}
      </summary>
      <ol>
        {sources.map((source, index) => (
          <li key={index}>
            <SourceTitle source={source} />
            <p>{source.snippet}</p>
          </li>
        ))}
      </ol>
    </details>
  );
}
