// The documents: found, added, and how far their index is.
import { useState } from "preact/hooks";
import { useDrop } from "../../../common/hooks/use-drop.ts";
import { ListView } from "../../components/list-view.tsx";
import { ChoiceFilter, ClearFilters, ReloadButton, SearchField, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useList } from "../../hooks/use-list.ts";
import { usePlace } from "../../place.ts";
import { addressOfOne, NEW } from "../../route.ts";
import { useDocumentColumns } from "./document-columns.tsx";
import { tagsOf } from "./document-id.ts";
import { type NamedFile, named, openDropped } from "./dropped-files.ts";
import { IndexLine } from "./index-line.tsx";
import { listDocuments } from "./knowledge-calls.ts";
import { UploadLines } from "./upload-lines.tsx";
import { UploadPanel } from "./upload-panel.tsx";
import { useUploadWords } from "./upload-words.ts";
import type { DocumentUploads } from "./use-document-uploads.ts";
import { useTags } from "./use-tags.ts";
import { useKnowledgeWords } from "./words.ts";

const FILTERS = ["q", "tag"];

function Filters({ revision }: { revision: number }) {
  const words = useKnowledgeWords();
  const { query } = usePlace();
  const known = useTags(revision);
  const chosen = query.get("tag");
  // A view may have been sent with a tag that is gone from every document.
  const tags = chosen === null || known.includes(chosen) ? known : [chosen, ...known];
  return (
    <>
      <SearchField label={words.search} />
      {tags.length > 0 && (
        <ChoiceFilter
          name="tag"
          label={words.tag}
          choices={tags.map((tag) => ({ value: tag, label: tag }))}
          all={words.allTags}
        />
      )}
      <ClearFilters names={FILTERS} />
    </>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  const words = useKnowledgeWords();
  if (filtered) return <p>{words.noMatch}</p>;
  return (
    <>
      <p>{words.empty}</p>
      <p class="quiet">{words.emptyTodo}</p>
    </>
  );
}

interface DocumentsViewProps {
  uploads: DocumentUploads;
  /** Another whenever documents were changed. */
  revision: number;
  onChanged(): void;
}

export function DocumentsView({ uploads, revision, onChanged }: DocumentsViewProps) {
  const words = useKnowledgeWords();
  const uploadWords = useUploadWords();
  const { caller } = useApi();
  const { query } = usePlace();
  const [adding, setAdding] = useState(false);
  const [tags, setTags] = useState("");
  const columns = useDocumentColumns();
  const filters = { q: query.get("q"), tag: query.get("tag") };
  const filtered = FILTERS.some((name) => query.has(name));
  const list = useList(`${JSON.stringify(filters)} ${revision}`, (cursor, signal) =>
    listDocuments(caller, { ...filters, cursor }, signal),
  );
  const add = (files: readonly NamedFile[]) => uploads.add(files, tagsOf(tags));
  const held = useDrop((_files, transfer) => void openDropped(transfer).then(add));
  const isEmpty = list.rows?.length === 0 && !filtered;
  return (
    <div class="files" data-dropping={held ? "" : undefined}>
      <Toolbar>
        <Filters revision={revision} />
        <span class="toolbar-end">
          <a class="button" href={addressOfOne("document", NEW)}>
            {words.write}
          </a>
          {!isEmpty && (
            <button
              type="button"
              class={adding ? "button" : "button is-primary"}
              aria-expanded={adding}
              onClick={() => setAdding(!adding)}
            >
              {adding ? uploadWords.close : uploadWords.add}
            </button>
          )}
          <ReloadButton onReload={onChanged} loading={list.loading} />
        </span>
      </Toolbar>
      {(adding || isEmpty) && (
        <UploadPanel held={held} tags={tags} onTags={setTags} onFiles={(files) => add(named(files))} />
      )}
      <UploadLines uploads={uploads} />
      <IndexLine revision={revision} />
      <ListView
        list={list}
        label={words.list}
        dense
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty filtered={filtered} />}
      />
    </div>
  );
}
