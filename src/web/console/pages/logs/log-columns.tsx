// What the log shows of a line: events and requests have columns of their own.
import type { Column } from "../../components/data-table.tsx";
import { Mark } from "../../components/mark.tsx";
import { dayOf, tellClock, tellDuration, tellFullTime } from "../../format.ts";
import { ROW_ATTRIBUTE } from "../../hooks/use-keys.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useNow } from "../../hooks/use-now.ts";
import { addressOf } from "../../route.ts";
import type { LogLevel, LogLine } from "../../wire.ts";
import { factsOf, numberOf, textOf } from "./log-lines.ts";
import { useLogWords } from "./words.ts";

export interface LogRow {
  key: string;
  line: LogLine;
}

interface Opening {
  open: string | null;
  onOpen(key: string | null): void;
}

const LEVEL_MARKS = { debug: "info", info: "off", warn: "warn", error: "bad" } as const;

function Level({ level }: { level: LogLevel }) {
  const words = useLogWords();
  return <Mark kind={LEVEL_MARKS[level] ?? "info"}>{words.levels[level] ?? level}</Mark>;
}

function Status({ status }: { status: number }) {
  if (status >= 500) return <Mark kind="bad">{status}</Mark>;
  return status >= 400 ? <Mark kind="warn">{status}</Mark> : <Mark kind="good">{status}</Mark>;
}

/** A log's clock is exact: relative times could not be compared with each other. */
function Moment({ row, open, onOpen }: { row: LogRow } & Opening) {
  const language = useLanguage();
  const today = dayOf(new Date(useNow()).toISOString());
  const { timestamp } = row.line;
  const day = dayOf(timestamp);
  return (
    <button
      type="button"
      class="log-time"
      title={tellFullTime(timestamp, language)}
      aria-expanded={open === row.key}
      onClick={() => onOpen(open === row.key ? null : row.key)}
      {...{ [ROW_ATTRIBUTE]: "" }}
    >
      {day === today ? "" : `${day.slice(5)} `}
      {tellClock(timestamp)}
    </button>
  );
}

function RequestLink({ line }: { line: LogLine }) {
  const words = useLogWords();
  const id = line.request_id;
  if (id === undefined) return <span class="quiet">–</span>;
  const address = addressOf("logs", { ...(line.kind === "access" && { kind: "access" }), q: id });
  return (
    <a href={address} title={`${words.filterTo}: ${id}`}>
      <code>{id.slice(0, 8)}</code>
    </a>
  );
}

function useEnds(opening: Opening): { first: Column<LogRow>; last: Column<LogRow> } {
  const words = useLogWords();
  return {
    first: {
      name: "clock",
      head: words.time,
      main: true,
      cell: (row) => <Moment row={row} {...opening} />,
    },
    last: { name: "request", head: words.request, cell: ({ line }) => <RequestLink line={line} /> },
  };
}

export function useEventColumns(opening: Opening): Column<LogRow>[] {
  const words = useLogWords();
  const { first, last } = useEnds(opening);
  return [
    first,
    { name: "level", head: words.level, cell: ({ line }) => <Level level={line.level} /> },
    { name: "area", head: words.area, cell: ({ line }) => textOf(line, "area") },
    { name: "event", head: words.event, cell: ({ line }) => <code>{textOf(line, "event")}</code> },
    {
      name: "facts",
      head: words.facts,
      isEmpty: ({ line }) => factsOf(line) === "",
      cell: ({ line }) => <span class="facts">{factsOf(line)}</span>,
    },
    last,
  ];
}

export function useRequestColumns(opening: Opening): Column<LogRow>[] {
  const words = useLogWords();
  const language = useLanguage();
  const { first, last } = useEnds(opening);
  return [
    first,
    {
      name: "status",
      head: words.status,
      cell: ({ line }) => <Status status={numberOf(line, "status") ?? 0} />,
    },
    { name: "method", head: words.method, cell: ({ line }) => textOf(line, "method") },
    {
      name: "path",
      head: words.path,
      cell: ({ line }) => <code class="facts">{textOf(line, "path")}</code>,
    },
    {
      name: "channel",
      head: words.channel,
      isEmpty: ({ line }) => textOf(line, "channel") === "",
      cell: ({ line }) => textOf(line, "channel") || "–",
    },
    {
      name: "duration",
      head: words.duration,
      kind: "number",
      cell: ({ line }) => tellDuration(numberOf(line, "duration_ms"), language),
    },
    {
      name: "ip",
      head: words.ip,
      cell: ({ line }) => (
        <span class="nowrap">
          {textOf(line, "ip")} <span class="quiet">{textOf(line, "country")}</span>
        </span>
      ),
    },
    last,
  ];
}
