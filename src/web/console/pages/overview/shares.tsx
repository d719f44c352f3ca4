// The period's figures by channel and by model.
import type { Column } from "../../components/data-table.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { tellDuration, tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOf } from "../../route.ts";
import type { Count, Stats } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { useOverviewWords } from "./words.ts";

function useCountColumns(): Column<Count>[] {
  const words = useOverviewWords();
  const language = useLanguage();
  const number = (name: string, head: string, read: (count: Count) => number | null): Column<Count> => ({
    name,
    head,
    kind: "number",
    cell: (count) => tellNumber(read(count), language),
  });
  return [
    number("turns", words.messages, ({ turns }) => turns),
    number("failed", words.failedShort, ({ failed }) => failed),
    number("stopped", words.stopped, ({ stopped }) => stopped),
    number("cached", words.cachedShort, ({ cached }) => cached),
    number("prompt", words.prompt, ({ prompt_tokens }) => prompt_tokens),
    number("completion", words.completion, ({ completion_tokens }) => completion_tokens),
    {
      name: "median",
      head: words.median,
      kind: "number",
      cell: ({ latency_ms }) => tellDuration(latency_ms?.p50, language),
    },
    {
      name: "p95",
      head: words.p95,
      kind: "number",
      cell: ({ latency_ms }) => tellDuration(latency_ms?.p95, language),
    },
  ];
}

export function Shares({ stats }: { stats: Stats }) {
  const words = useOverviewWords();
  const common = useConsoleWords();
  const counts = useCountColumns();
  const channels: Column<Stats["by_channel"][number]>[] = [
    {
      name: "name",
      head: words.channel,
      main: true,
      cell: ({ channel }) => (
        <a href={addressOf("conversations", { channel })}>{common.channels[channel] ?? channel}</a>
      ),
    },
    ...counts,
  ];
  const models: Column<Stats["by_model"][number]>[] = [
    { name: "name", head: words.model, main: true, cell: ({ model }) => <strong>{model}</strong> },
    ...counts,
  ];
  if (stats.totals.turns === 0) return <p class="quiet">{words.noTurns}</p>;
  return (
    <>
      <section>
        <h2>{words.byChannel}</h2>
        <DataTable
          label={words.byChannel}
          columns={channels}
          rows={stats.by_channel}
          keyOf={({ channel }) => channel}
        />
      </section>
      <section>
        <h2>{words.byModel}</h2>
        <DataTable
          label={words.byModel}
          columns={models}
          rows={stats.by_model}
          keyOf={({ model }) => model}
        />
      </section>
    </>
  );
}
