// Which log, and which of its lines.
import {
  ChoiceFilter,
  ClearFilters,
  DateFilter,
  FilterGroup,
  SearchField,
} from "../../components/toolbar.tsx";
import { usePlace } from "../../place.ts";
import { withChanges } from "../../route.ts";
import { useConsoleWords } from "../../words.ts";
import { useLogWords } from "./words.ts";

export const FILTERS = ["level", "area", "q", "from", "to"];

const LEVELS = ["info", "warn", "error"] as const;
const AREAS = [
  "http",
  "conversation",
  "channels.feishu",
  "channels.dingtalk",
  "channels.signed",
  "model",
  "knowledge",
  "storage",
  "operations",
];

export type LogKind = "app" | "access";

export function kindOf(query: URLSearchParams): LogKind {
  return query.get("kind") === "access" ? "access" : "app";
}

function Kinds() {
  const words = useLogWords();
  const { path, query } = usePlace();
  const current = kindOf(query);
  const addressOfKind = (kind: LogKind) => {
    // Level and area are of events only.
    const next = withChanges(query, { kind: kind === "app" ? null : kind, level: null, area: null });
    return next.size === 0 ? path : `${path}?${next}`;
  };
  return (
    <nav class="tabs" aria-label={words.kind}>
      {(["app", "access"] as const).map((kind) => (
        <a key={kind} href={addressOfKind(kind)} aria-current={kind === current ? "true" : undefined}>
          {words.kinds[kind]}
        </a>
      ))}
    </nav>
  );
}

export function LogFilters() {
  const words = useLogWords();
  const common = useConsoleWords();
  const isEvents = kindOf(usePlace().query) === "app";
  const levels = LEVELS.map((value) => ({
    value,
    label: value === "error" ? words.levels.error : words.atLeast(words.levels[value]),
  }));
  return (
    <>
      <Kinds />
      <SearchField label={words.search} />
      <FilterGroup names={FILTERS.filter((name) => name !== "q")}>
        {isEvents && (
          <>
            <ChoiceFilter name="level" label={words.level} choices={levels} all={words.allLevels} />
            <ChoiceFilter
              name="area"
              label={words.area}
              choices={AREAS.map((value) => ({ value, label: value }))}
              all={words.allAreas}
            />
          </>
        )}
        <DateFilter name="from" label={common.from} />
        <DateFilter name="to" label={common.to} />
      </FilterGroup>
      <ClearFilters names={FILTERS} />
    </>
  );
}
