// One document: what is known of it, what was read of it; changed, fetched and deleted here. Or one that is still to be written.
import { useState } from "preact/hooks";
import { Ask } from "../../components/ask.tsx";
import { Failure } from "../../components/failure.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { go } from "../../place.ts";
import { addressOf, addressOfOne, NEW } from "../../route.ts";
import { type DocumentDraft, isText, textToSend } from "./document-draft.ts";
import { DocumentFacts } from "./document-facts.tsx";
import { DocumentForm } from "./document-form.tsx";
import { useDocumentWords } from "./document-words.ts";
import {
  changeFacts,
  originalAddress,
  putText,
  readDocument,
  readOriginal,
  removeDocument,
} from "./knowledge-calls.ts";
import type { WholeDocument } from "./wire.ts";

const EMPTY: DocumentDraft = { title: "", tags: [], url: null, content: "" };

function Back() {
  const words = useDocumentWords();
  return (
    <p class="back">
      <a href={addressOf("knowledge")}>← {words.back}</a>
    </p>
  );
}

function WriteDocument() {
  const words = useDocumentWords();
  const { caller } = useApi();
  return (
    <>
      <h2 class="page-title">{words.writeTitle}</h2>
      <DocumentForm
        start={EMPTY}
        isNew
        save={(id, draft) =>
          putText(caller, id, { ...draft, content: draft.content ?? "", format: "markdown" }, null)
        }
        onSaved={(id) => go(addressOfOne("document", id), true)}
        onClose={() => go(addressOf("knowledge"))}
      />
    </>
  );
}

interface EditProps {
  document: WholeDocument;
  etag: string;
  onSaved(): void;
  onClose(): void;
}

function EditDocument({ document, etag, onSaved, onClose }: EditProps) {
  const words = useDocumentWords();
  const { caller } = useApi();
  const { id, title, tags, url } = document;
  const original = useLoad(id, async () => (isText(document) ? readOriginal(caller, id) : null));
  if (original.refusal !== null) return <Failure refusal={original.refusal} onRetry={original.reload} />;
  if (original.loading) return <Skeleton />;

  const save = async (_id: string, draft: DocumentDraft): Promise<unknown> => {
    const text = textToSend(document, original.value, draft);
    if (text !== null) return putText(caller, id, text, etag);
    const { content: _content, ...facts } = draft;
    return changeFacts(caller, id, facts, etag);
  };
  return (
    <>
      <h2 class="page-title">{words.editTitle}</h2>
      <DocumentForm
        start={{ title, tags, url, content: original.value }}
        isNew={false}
        save={save}
        onSaved={onSaved}
        onClose={onClose}
      />
    </>
  );
}

function RemoveDialog({ document, onClose }: { document: WholeDocument; onClose(): void }) {
  const words = useDocumentWords();
  const { caller } = useApi();
  const { id, title } = document;
  const typed = title.replace(/\s+/g, " ").trim();
  return (
    <Ask
      question={words.removeQuestion}
      verb={words.remove}
      typed={{ label: words.removeTyped(typed), text: typed }}
      act={() => removeDocument(caller, id)}
      onDone={() => go(addressOf("knowledge"), true)}
      onClose={onClose}
    >
      <p>{words.removeMeaning}</p>
    </Ask>
  );
}

function Content({ document: { content, truncated } }: { document: WholeDocument }) {
  const words = useDocumentWords();
  return (
    <section class="document-content">
      <h3 id="content-head">{words.content}</h3>
      {truncated && <p class="note">{words.truncated}</p>}
      {/* Long, and walked through by keys too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section class="read-text plain-text" tabIndex={0} aria-labelledby="content-head">
        {content}
      </section>
    </section>
  );
}

function Shown({ document, onEdit }: { document: WholeDocument; onEdit(): void }) {
  const words = useDocumentWords();
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <h2 class="page-title">{document.title}</h2>
      <Toolbar>
        <button type="button" class="button is-primary" onClick={onEdit}>
          {words.edit}
        </button>
        <a class="button" href={originalAddress(document.id)} download>
          {words.original}
        </a>
        <a class="button" href={addressOf("knowledge", { view: "try" })}>
          {words.tryIt}
        </a>
        <span class="toolbar-end">
          <button type="button" class="button is-danger" onClick={() => setRemoving(true)}>
            {words.remove}
          </button>
        </span>
      </Toolbar>
      <DocumentFacts document={document} />
      <Content document={document} />
      {removing && <RemoveDialog document={document} onClose={() => setRemoving(false)} />}
    </>
  );
}

function OneDocument({ id }: { id: string }) {
  const words = useDocumentWords();
  const { caller } = useApi();
  const load = useLoad(id, (signal) => readDocument(caller, id, signal));
  const [editing, setEditing] = useState(false);
  const [saved, setSaved] = useState(false);
  if (load.refusal?.status === 404) {
    return (
      <div class="empty">
        <p>{words.gone}</p>
        <p class="quiet">{words.goneTodo}</p>
      </div>
    );
  }
  if (load.refusal !== null) return <Failure refusal={load.refusal} onRetry={load.reload} />;
  if (load.value === null) return <Skeleton />;
  const { document, etag } = load.value;
  if (!editing) {
    return (
      <>
        {saved && (
          <p class="note" role="status">
            {words.saved}
          </p>
        )}
        <Shown document={document} onEdit={() => setEditing(true)} />
      </>
    );
  }
  return (
    <EditDocument
      document={document}
      etag={etag}
      onSaved={() => {
        setEditing(false);
        setSaved(true);
        load.reload();
      }}
      onClose={() => setEditing(false)}
    />
  );
}

export function DocumentPage({ id }: { id: string }) {
  return (
    <>
      <Back />
      {id === NEW ? <WriteDocument /> : <OneDocument id={id} />}
    </>
  );
}
