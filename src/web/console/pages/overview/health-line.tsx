// Whether it works, in a word, and each part of it.
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { tellDuration } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import type { Loaded } from "../../hooks/use-load.ts";
import type { Health, HealthCheck } from "../../wire.ts";
import { useOverviewWords } from "./words.ts";

const STATUS_MARKS = { ok: "good", degraded: "warn", down: "bad" } as const;
const CHECK_MARKS = { ok: "good", off: "off", error: "bad" } as const;

/** Judged by their settings alone: nobody asked them. */
const PLATFORMS = new Set(["dingtalk", "feishu"]);

function Check({ name, check }: { name: string; check: HealthCheck }) {
  const words = useOverviewWords();
  const language = useLanguage();
  const { status, latency_ms, message } = check;
  const said = (PLATFORMS.has(name) ? words.platformStatuses : words.checkStatuses)[status];
  return (
    <li title={message}>
      <Mark kind={CHECK_MARKS[status]}>
        {words.checks[name] ?? name}{" "}
        <span class="quiet">
          {latency_ms === undefined ? said : words.checkWithTime(said, tellDuration(latency_ms, language))}
        </span>
      </Mark>
    </li>
  );
}

export function HealthLine({ health }: { health: Loaded<Health> }) {
  const words = useOverviewWords();
  const { value, refusal, reload } = health;
  if (refusal !== null) return <Failure refusal={refusal} onRetry={reload} />;
  if (value === null) return <div class="health-line is-empty" />;
  return (
    <section class="health-line">
      <h2>
        <Mark kind={STATUS_MARKS[value.status]}>{words.statuses[value.status]}</Mark>
      </h2>
      <ul class="health-checks">
        {Object.entries(value.checks).map(([name, check]) => (
          <Check key={name} name={name} check={check} />
        ))}
      </ul>
      {Object.entries(value.checks).map(
        ([name, { status, message }]) =>
          status === "error" &&
          message !== undefined && (
            <p key={name} class="error-text" lang="en">
              {message}
            </p>
          ),
      )}
      {value.problems?.map(({ setting, message }) => (
        <p key={setting} class="problem" lang="en">
          <code>{setting}</code> {message}
        </p>
      ))}
    </section>
  );
}
