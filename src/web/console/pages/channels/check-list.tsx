// What the doctor found, one line a check, with the switch to flip where one is wrong.
import { Mark } from "../../components/mark.tsx";
import type { DoctorCheck } from "../../wire.ts";
import { useChannelWords } from "./words.ts";

const MARKS = { ok: "good", warning: "warn", error: "bad", skipped: "off" } as const;

export function CheckList({ checks }: { checks: readonly DoctorCheck[] }) {
  const words = useChannelWords();
  return (
    <ul class="checks">
      {checks.map(({ id, status, title, message, fix }) => (
        <li key={id} data-status={status}>
          <Mark kind={MARKS[status]}>
            <strong>{title}</strong>
            <span class="visually-hidden"> ({words.checkStatuses[status]})</span>
          </Mark>
          <p>{message}</p>
          {fix !== null && <p class="check-fix">{fix}</p>}
        </li>
      ))}
    </ul>
  );
}
