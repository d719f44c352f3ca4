// What holds at this moment: queues, allowances, sizes, the scheduled tasks.
import type { ComponentChildren } from "preact";
import { Time } from "../../components/time.tsx";
import { tellBytes, tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOf } from "../../route.ts";
import type { PlatformCalls, StatsNow } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { useOverviewWords } from "./words.ts";

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="now-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Calls({ platform }: { platform: PlatformCalls }) {
  const words = useOverviewWords();
  const language = useLanguage();
  const used = tellNumber(platform.calls, language);
  if (platform.allowance === null) return <>{words.callsNoAllowance(used)}</>;
  const said = words.callsOf(used, tellNumber(platform.allowance, language));
  return (
    <span class="meter">
      <span>{said}</span>
      <progress value={platform.calls} max={platform.allowance} aria-label={said} />
    </span>
  );
}

export function NowFacts({ now }: { now: StatsNow }) {
  const words = useOverviewWords();
  const common = useConsoleWords();
  const language = useLanguage();
  const countOf = (state: "pending" | "dead") =>
    now.deliveries.filter((row) => row.state === state).reduce((sum, { count }) => sum + count, 0);
  const { minutes, total, errors } = now.requests;
  return (
    <section>
      <h2>{words.now}</h2>
      <dl class="now-facts">
        <Fact name={words.requests(minutes)}>
          {words.requestsOf(tellNumber(total, language), tellNumber(errors, language))}
        </Fact>
        <Fact name={words.deliveries}>
          <a href={addressOf("deliveries", { state: "pending" })}>
            {tellNumber(countOf("pending"), language)}
          </a>
        </Fact>
        <Fact name={words.deadDeliveries}>
          <a href={addressOf("deliveries", { state: "dead" })}>{tellNumber(countOf("dead"), language)}</a>
        </Fact>
        {now.platforms.map((platform) => (
          <Fact
            key={platform.platform}
            name={words.calls(common.channels[platform.platform] ?? platform.platform)}
          >
            <Calls platform={platform} />
          </Fact>
        ))}
        <Fact name={words.database}>{tellBytes(now.database_bytes, language)}</Fact>
        <Fact name={words.logs}>{tellBytes(now.log_bytes, language)}</Fact>
        <Fact name={words.cron}>
          <Time at={now.cron_last_run} absent={common.never} />
        </Fact>
      </dl>
    </section>
  );
}
