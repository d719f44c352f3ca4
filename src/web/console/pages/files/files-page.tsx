// The stored files, folder by folder: look, fetch, add, delete.
import { useState } from "preact/hooks";
import { useDrop } from "../../../common/hooks/use-drop.ts";
import { Ask } from "../../components/ask.tsx";
import { ListView } from "../../components/list-view.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useList } from "../../hooks/use-list.ts";
import { usePlace } from "../../place.ts";
import { addressOf } from "../../route.ts";
import { crumbsOf, type Entry, entriesOf } from "./entries.ts";
import { useFileColumns } from "./file-columns.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { UploadDialog } from "./upload-dialog.tsx";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";
import { useFileWords } from "./words.ts";

function Crumbs({ prefix }: { prefix: string }) {
  const words = useFileWords();
  const crumbs = [{ name: words.root, prefix: "" }, ...crumbsOf(prefix)];
  return (
    <nav class="crumbs" aria-label={words.crumbs}>
      {crumbs.map((crumb, index) => (
        <span key={crumb.prefix}>
          {index > 0 && <span aria-hidden="true"> / </span>}
          {index === crumbs.length - 1 ? (
            <strong aria-current="page">{crumb.name}</strong>
          ) : (
            <a href={addressOf("files", crumb.prefix === "" ? {} : { prefix: crumb.prefix })}>{crumb.name}</a>
          )}
        </span>
      ))}
    </nav>
  );
}

function useEntries(prefix: string) {
  const api = useApi();
  return useList<Entry>(prefix, async (cursor, signal) => {
    const page = await api.files({ prefix, delimiter: "/", cursor }, signal);
    return { data: entriesOf(prefix, page, cursor === null), next_cursor: page.next_cursor };
  });
}

function RemoveDialog({ file, onDone, onClose }: { file: string; onDone(): void; onClose(): void }) {
  const words = useFileWords();
  const api = useApi();
  return (
    <Ask
      question={words.removeQuestion}
      verb={words.remove}
      act={() => api.removeFile(file)}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        <code>{file}</code>
      </p>
      <p>{words.removeMeaning}</p>
    </Ask>
  );
}

export function FilesPage() {
  const words = useFileWords();
  const prefix = usePlace().query.get("prefix") ?? "";
  const list = useEntries(prefix);
  const uploads = useUploads(list.reload);
  const [removing, setRemoving] = useState<string | null>(null);
  /** Files that were dropped, or none yet; undefined: nothing is being uploaded. */
  const [adding, setAdding] = useState<readonly File[] | null | undefined>(undefined);
  const held = useDrop((files) => setAdding(files));
  const [linking, setLinking] = useState<string | null>(null);
  const columns = useFileColumns({ onLink: setLinking, onRemove: setRemoving });
  return (
    <div class="files" data-dropping={held ? "" : undefined}>
      <Toolbar>
        <Crumbs prefix={prefix} />
        <span class="toolbar-end">
          <button type="button" class="button is-primary" onClick={() => setAdding(null)}>
            {words.upload}
          </button>
          <ReloadButton onReload={list.reload} loading={list.loading} />
        </span>
      </Toolbar>
      <UploadList uploads={uploads} />
      <ListView
        list={list}
        label={words.list}
        dense
        columns={columns}
        keyOf={({ key }) => key}
        empty={
          <>
            <p>{words.empty}</p>
            <p class="quiet">{words.emptyTodo}</p>
          </>
        }
      />
      {adding !== undefined && (
        <UploadDialog
          prefix={prefix}
          files={adding}
          onUpload={uploads.add}
          onClose={() => setAdding(undefined)}
        />
      )}
      {removing !== null && (
        <RemoveDialog
          file={removing}
          onClose={() => setRemoving(null)}
          onDone={() => {
            setRemoving(null);
            list.reload();
          }}
        />
      )}
      {linking !== null && <LinkDialog file={linking} onClose={() => setLinking(null)} />}
      {uploads.question !== null && (
        <Ask
          key={uploads.question.key}
          question={words.replaceQuestion}
          verb={words.replace}
          act={async () => uploads.question?.answer(true)}
          onDone={() => undefined}
          onClose={() => uploads.question?.answer(false)}
        >
          <p>
            <code>{uploads.question.key}</code>
          </p>
          <p>{words.replaceMeaning}</p>
        </Ask>
      )}
    </div>
  );
}
