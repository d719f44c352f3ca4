// What the list of files shows of each.
import { CopyButton } from "../../../common/components/copy-button.tsx";
import { fileAddress } from "../../api.ts";
import type { Column } from "../../components/data-table.tsx";
import { Time } from "../../components/time.tsx";
import { tellBytes } from "../../format.ts";
import { ROW_ATTRIBUTE } from "../../hooks/use-keys.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOf } from "../../route.ts";
import { type Entry, isLinkable, nameOf } from "./entries.ts";
import { useFileWords } from "./words.ts";

function Name({ entry }: { entry: Entry }) {
  const words = useFileWords();
  const row = { [ROW_ATTRIBUTE]: "" };
  if (entry.kind === "file") {
    return (
      <a class="file-name" href={fileAddress(entry.key)} download={nameOf(entry.key)} {...row}>
        {nameOf(entry.key)}
      </a>
    );
  }
  const meaning = words.folders[entry.key];
  return (
    <span class="file-name">
      <a href={addressOf("files", { prefix: entry.key })} {...row}>
        <strong>{nameOf(entry.key)}</strong>
      </a>
      {meaning !== undefined && <span class="quiet"> {meaning}</span>}
    </span>
  );
}

function Digest({ sha256 }: { sha256: string | null }) {
  const words = useFileWords();
  if (sha256 === null) return <span class="quiet">–</span>;
  return (
    <span class="digest">
      <code title={sha256}>{sha256.slice(0, 8)}…</code>
      <CopyButton text={sha256} label={words.copyDigest} />
    </span>
  );
}

interface FileDeeds {
  onLink(key: string): void;
  onRemove(key: string): void;
}

export function useFileColumns({ onLink, onRemove }: FileDeeds): Column<Entry>[] {
  const words = useFileWords();
  const language = useLanguage();
  const isFolder = ({ kind }: Entry) => kind === "folder";
  return [
    { name: "name", head: words.name, main: true, cell: (entry) => <Name entry={entry} /> },
    {
      name: "size",
      head: words.size,
      kind: "number",
      isEmpty: isFolder,
      cell: (entry) => (entry.kind === "file" ? tellBytes(entry.file.size, language) : ""),
    },
    {
      name: "changed",
      head: words.changed,
      kind: "number",
      isEmpty: isFolder,
      cell: (entry) => (entry.kind === "file" ? <Time at={entry.file.updated_at} /> : ""),
    },
    {
      name: "digest",
      head: words.digest,
      isEmpty: isFolder,
      cell: (entry) => (entry.kind === "file" ? <Digest sha256={entry.file.sha256} /> : ""),
    },
    {
      name: "actions",
      head: words.actions,
      kind: "actions",
      cell: (entry) =>
        entry.kind === "file" && (
          <div class="row-actions">
            <a class="button" href={fileAddress(entry.key)} download={nameOf(entry.key)}>
              {words.download}
            </a>
            {isLinkable(entry.key) && (
              <button type="button" class="button is-quiet" onClick={() => onLink(entry.key)}>
                {words.link}
              </button>
            )}
            <button type="button" class="button is-quiet" onClick={() => onRemove(entry.key)}>
              {words.remove}
            </button>
          </div>
        ),
    },
  ];
}
