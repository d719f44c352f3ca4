// What is wrong right now.
import { Mark } from "../../components/mark.tsx";
import { Time } from "../../components/time.tsx";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOf } from "../../route.ts";
import type { Alert } from "../../wire.ts";
import { useOverviewWords } from "./words.ts";

export function ActiveAlerts({ alerts }: { alerts: readonly Alert[] }) {
  const words = useOverviewWords();
  const language = useLanguage();
  const active = alerts.filter(({ state }) => state === "on");
  return (
    <section class="active-alerts" data-active={active.length > 0 ? "" : undefined}>
      <h2 class={active.length === 0 ? "visually-hidden" : ""}>{words.alerts}</h2>
      {active.length > 0 && (
        <ul>
          {active.map(({ id, text, since }) => (
            <li key={id}>
              <Mark kind="bad">{text[language]}</Mark>
              <span class="quiet">
                <Time at={since} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p>
        {active.length === 0 && <span class="quiet">{words.noAlerts} </span>}
        <a href={addressOf("alerts")}>{words.allAlerts}</a>
      </p>
    </section>
  );
}
