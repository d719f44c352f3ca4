// How far a running backup, verification or restoration has come.
import { Mark } from "../../components/mark.tsx";
import { tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import type { Backup } from "../../wire.ts";
import { progressOf } from "./backup-state.ts";
import { useBackupWords } from "./words.ts";

export function JobProgress({ backup }: { backup: Backup }) {
  const words = useBackupWords();
  const language = useLanguage();
  const { job } = backup;
  if (job === null) return null;
  const share = progressOf(backup);
  return (
    <span class="meter">
      <Mark kind="busy">{words.jobs[job.kind]}</Mark>
      {/* Without a value the browser shows that it goes on, and not how far it is. */}
      <progress {...(share !== null && { value: share })} max={1} aria-label={words.jobs[job.kind]} />
      {share !== null && (
        <span class="quiet">
          {words.progress(tellNumber(job.done_rows, language), tellNumber(job.total_rows, language))}
        </span>
      )}
    </span>
  );
}
