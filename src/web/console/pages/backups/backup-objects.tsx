// The objects of one backup, with the digests that its verification compares.
import { CopyButton } from "../../../common/components/copy-button.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Failure } from "../../components/failure.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { tellBytes, tellNumber } from "../../format.ts";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { useBackupWords } from "./words.ts";

export function BackupObjects({ id }: { id: string }) {
  const words = useBackupWords();
  const language = useLanguage();
  const api = useApi();
  const { value, refusal, reload } = useLoad(id, () => api.backup(id));
  if (refusal !== null) return <Failure refusal={refusal} onRetry={reload} />;
  if (value === null) return <Skeleton lines={2} />;
  return (
    <DataTable
      label={words.objects}
      rows={value.objects ?? []}
      keyOf={({ key }) => key}
      columns={[
        { name: "object", head: words.object, main: true, cell: ({ key }) => <code class="id">{key}</code> },
        { name: "rows", head: words.rows, kind: "number", cell: ({ rows }) => tellNumber(rows, language) },
        { name: "size", head: words.size, kind: "number", cell: ({ bytes }) => tellBytes(bytes, language) },
        {
          name: "digest",
          head: words.digest,
          cell: ({ sha256 }) => (
            <span class="digest">
              <code title={sha256}>{sha256.slice(0, 8)}…</code>
              <CopyButton text={sha256} label={words.copyDigest} />
            </span>
          ),
        },
      ]}
    />
  );
}
