// What is known of a document.
import type { ComponentChildren } from "preact";
import { CopyLine } from "../../components/copy-line.tsx";
import { Time } from "../../components/time.tsx";
import { tellBytes, tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOfOne } from "../../route.ts";
import { Tags } from "./document-columns.tsx";
import { useDocumentWords } from "./document-words.ts";
import type { DocumentRecord } from "./wire.ts";
import { useKnowledgeWords } from "./words.ts";

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function SameFiles({ ids }: { ids: readonly string[] }) {
  return (
    <span class="names">
      <span>
        {ids.map((id) => (
          <a key={id} href={addressOfOne("document", id)}>
            {id}
          </a>
        ))}
      </span>
    </span>
  );
}

export function DocumentFacts({ document }: { document: DocumentRecord }) {
  const words = useDocumentWords();
  const list = useKnowledgeWords();
  const language = useLanguage();
  const { id, format, tags, url, bytes, sha256, passages, updated_at, same_as } = document;
  return (
    <dl class="facts-list" aria-label={words.facts}>
      <Fact name={words.id}>
        <CopyLine text={id} />
      </Fact>
      {tags.length > 0 && (
        <Fact name={words.tags}>
          <Tags tags={tags} />
        </Fact>
      )}
      {url !== null && (
        <Fact name={words.url}>
          <a class="fact-link" href={url} target="_blank" rel="noreferrer">
            {url}
          </a>
        </Fact>
      )}
      <Fact name={list.format}>{list.formats[format]}</Fact>
      <Fact name={list.passages}>{tellNumber(passages, language)}</Fact>
      <Fact name={words.size}>{tellBytes(bytes, language)}</Fact>
      <Fact name={list.changed}>
        <Time at={updated_at} />
      </Fact>
      <Fact name={words.digest}>
        <code>{sha256}</code>
      </Fact>
      {same_as !== undefined && (
        <Fact name={words.sameAs}>
          <SameFiles ids={same_as} />
        </Fact>
      )}
    </dl>
  );
}
