// What the list of backups shows of each.
import type { Column } from "../../components/data-table.tsx";
import { Mark } from "../../components/mark.tsx";
import { Time } from "../../components/time.tsx";
import { tellBytes, tellClock, tellNumber } from "../../format.ts";
import { ROW_ATTRIBUTE } from "../../hooks/use-keys.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import type { Backup } from "../../wire.ts";
import { BackupActions, type BackupDeeds } from "./backup-actions.tsx";
import { JobProgress } from "./job-progress.tsx";
import { useBackupWords } from "./words.ts";

const MARKS = { running: "busy", complete: "good", failed: "bad" } as const;

function Status({ backup }: { backup: Backup }) {
  const words = useBackupWords();
  if (backup.job !== null) return <JobProgress backup={backup} />;
  return (
    <>
      <Mark kind={MARKS[backup.status]}>{words.statuses[backup.status]}</Mark>
      {backup.error !== null && (
        <p class="error-text" lang="en">
          {backup.error}
        </p>
      )}
    </>
  );
}

function Verified({ verified }: Pick<Backup, "verified">) {
  const words = useBackupWords();
  if (verified === null) return <span class="quiet">{words.notVerified}</span>;
  return (
    <span class="marks">
      <Mark kind={verified.ok ? "good" : "bad"}>{verified.ok ? words.verifiedOk : words.verifiedBad}</Mark>
      <span class="quiet">
        <Time at={verified.at} />
      </span>
    </span>
  );
}

interface BackupColumnsOptions extends BackupDeeds {
  open: string | null;
  onOpen(id: string | null): void;
}

export function useBackupColumns({ open, onOpen, ...deeds }: BackupColumnsOptions): Column<Backup>[] {
  const words = useBackupWords();
  const language = useLanguage();
  return [
    {
      name: "made",
      head: words.made,
      main: true,
      cell: ({ id, created_at }) => (
        <button
          type="button"
          class="row-button"
          aria-expanded={open === id}
          title={id}
          onClick={() => onOpen(open === id ? null : id)}
          {...{ [ROW_ATTRIBUTE]: "" }}
        >
          <Time at={created_at} />
          <span class="quiet">{tellClock(created_at).slice(0, 5)}</span>
        </button>
      ),
    },
    { name: "status", head: words.status, cell: (backup) => <Status backup={backup} /> },
    { name: "trigger", head: words.trigger, cell: ({ trigger }) => words.triggers[trigger] },
    { name: "rows", head: words.rows, kind: "number", cell: ({ rows }) => tellNumber(rows, language) },
    { name: "size", head: words.size, kind: "number", cell: ({ bytes }) => tellBytes(bytes, language) },
    { name: "verified", head: words.verified, cell: ({ verified }) => <Verified verified={verified} /> },
    {
      name: "expires",
      head: words.expires,
      kind: "number",
      cell: ({ status, expires_at }) => (
        <Time at={expires_at} absent={status === "running" ? "–" : words.expiresNever} />
      ),
    },
    {
      name: "actions",
      head: words.actions,
      kind: "actions",
      cell: (backup) => <BackupActions backup={backup} {...deeds} />,
    },
  ];
}
