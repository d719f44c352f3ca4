// Each channel with what it takes to set it up, and the checks that try it out.
import { useState } from "preact/hooks";
import { Failure } from "../../components/failure.tsx";
import { Mark } from "../../components/mark.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { useTask } from "../../hooks/use-task.ts";
import type { Channel, DoctorCheck, DoctorReport } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { ChannelFacts } from "./channel-facts.tsx";
import { CheckList } from "./check-list.tsx";
import { groupChecks } from "./group-checks.ts";
import { TestMessage } from "./test-message.tsx";
import { useChannelWords } from "./words.ts";

const MARKS = { on: "good", off: "off", misconfigured: "bad" } as const;
const WITH_NOTICES = ["feishu", "dingtalk"];

function ChannelSection({ channel, checks }: { channel: Channel; checks: readonly DoctorCheck[] }) {
  const words = useChannelWords();
  const common = useConsoleWords();
  const { channel: id, status, message, group_bot } = channel;
  const name = common.channels[id] ?? id;
  const todo = words.offTodo[id];
  return (
    <section class="panel" aria-labelledby={`channel-${id}`}>
      <header class="panel-head">
        <h2 id={`channel-${id}`}>{name}</h2>
        <Mark kind={MARKS[status]}>{words.statuses[status]}</Mark>
      </header>
      {message !== null && (
        <p class={status === "misconfigured" ? "problem" : "quiet"} lang="en">
          {message}
        </p>
      )}
      {status === "off" && message === null && todo !== undefined && <p class="quiet">{todo}</p>}
      <ChannelFacts channel={channel} />
      {WITH_NOTICES.includes(id) && (
        <div class="panel-row">
          <span>{group_bot ? words.groupBotOn : words.groupBotOff}</span>
          {group_bot && <TestMessage channel={id} name={name} />}
        </div>
      )}
      {checks.length > 0 && <CheckList checks={checks} />}
    </section>
  );
}

function Verdict({ report }: { report: DoctorReport }) {
  const words = useChannelWords();
  const failed = report.checks.filter(({ status }) => status === "error").length;
  return (
    <span role="status">
      <Mark kind={failed === 0 ? "good" : "bad"}>
        {failed === 0 ? words.checksOk : words.checksFailed(failed)}
      </Mark>
    </span>
  );
}

function useDoctor() {
  const api = useApi();
  const language = useLanguage();
  const task = useTask();
  const [report, setReport] = useState<DoctorReport | null>(null);
  return { task, report, check: () => void task.run(async () => setReport(await api.doctor(language))) };
}

export function ChannelsPage() {
  const words = useChannelWords();
  const api = useApi();
  const { value, refusal, loading, reload } = useLoad("channels", (signal) => api.channels(signal));
  const { task, report, check } = useDoctor();
  const channels = value?.data ?? [];
  const groups = groupChecks(
    report?.checks ?? [],
    channels.map(({ channel }) => channel),
  );
  const general = groups.get("") ?? [];
  return (
    <>
      <div class="note">
        <p>{words.checkMeaning}</p>
      </div>
      <Toolbar>
        <button type="button" class="button is-primary" disabled={task.running} onClick={check}>
          {task.running ? words.checking : words.check}
        </button>
        {report !== null && <Verdict report={report} />}
        <span class="toolbar-end">
          <ReloadButton onReload={reload} loading={loading} />
        </span>
      </Toolbar>
      {task.refusal !== null && <Failure refusal={task.refusal} onRetry={check} />}
      {refusal !== null && <Failure refusal={refusal} onRetry={reload} />}
      {value === null && refusal === null && <Skeleton />}
      {general.length > 0 && (
        <section class="panel" aria-labelledby="channel-general">
          <header class="panel-head">
            <h2 id="channel-general">{words.general}</h2>
          </header>
          <CheckList checks={general} />
        </section>
      )}
      {channels.map((channel) => (
        <ChannelSection key={channel.channel} channel={channel} checks={groups.get(channel.channel) ?? []} />
      ))}
    </>
  );
}
