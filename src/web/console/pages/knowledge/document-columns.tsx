// What the list of documents shows of each.
import type { Column } from "../../components/data-table.tsx";
import { Time } from "../../components/time.tsx";
import { tellBytes, tellNumber } from "../../format.ts";
import { ROW_ATTRIBUTE } from "../../hooks/use-keys.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOf, addressOfOne } from "../../route.ts";
import type { DocumentRecord } from "./wire.ts";
import { useKnowledgeWords } from "./words.ts";

export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span class="tags">
      {tags.map((tag) => (
        <a key={tag} class="tag" href={addressOf("knowledge", { tag })}>
          {tag}
        </a>
      ))}
    </span>
  );
}

export function useDocumentColumns(): Column<DocumentRecord>[] {
  const words = useKnowledgeWords();
  const language = useLanguage();
  return [
    {
      name: "document",
      head: words.title,
      main: true,
      cell: ({ id, title }) => (
        <div class="opening">
          <a href={addressOfOne("document", id)} {...{ [ROW_ATTRIBUTE]: "" }}>
            {title}
          </a>
          {id !== title && <p class="quiet">{id}</p>}
        </div>
      ),
    },
    {
      name: "tags",
      head: words.tags,
      isEmpty: ({ tags }) => tags.length === 0,
      cell: ({ tags }) => <Tags tags={tags} />,
    },
    { name: "format", head: words.format, cell: ({ format }) => words.formats[format] },
    {
      name: "passages",
      head: words.passages,
      kind: "number",
      cell: ({ passages }) => (
        <>
          {tellNumber(passages, language)} <span class="card-unit">{words.passages}</span>
        </>
      ),
    },
    { name: "size", head: words.size, kind: "number", cell: ({ bytes }) => tellBytes(bytes, language) },
    {
      name: "changed",
      head: words.changed,
      kind: "number",
      cell: ({ updated_at }) => <Time at={updated_at} />,
    },
  ];
}
