// What the list of model files shows of each.
import type { Column } from "../../components/data-table.tsx";
import { Mark } from "../../components/mark.tsx";
import { Time } from "../../components/time.tsx";
import { excerpt, tellNumber } from "../../format.ts";
import { ROW_ATTRIBUTE } from "../../hooks/use-keys.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { addressOfOne } from "../../route.ts";
import { useConsoleWords } from "../../words.ts";
import { textIn } from "./draft.ts";
import type { ListedModelFile } from "./wire.ts";
import { useModelWords } from "./words.ts";

function Title({ file }: { file: ListedModelFile }) {
  const words = useModelWords();
  const language = useLanguage();
  return (
    <div class="opening">
      <a href={addressOfOne("model", file.name)} {...{ [ROW_ATTRIBUTE]: "" }}>
        {textIn(file.title, language)}
      </a>
      {file.model === undefined ? (
        <Mark kind="bad">{words.unreadable}</Mark>
      ) : (
        <p class="quiet">{excerpt(textIn(file.description, language))}</p>
      )}
    </div>
  );
}

/** A channel by its word; a chat as it is called there. */
function Places({ places }: { places: readonly string[] }) {
  const { channels } = useConsoleWords();
  return (
    <span class="tags">
      {places.map((place) => (
        <span key={place} class="tag">
          {channels[place] ?? place}
        </span>
      ))}
    </span>
  );
}

export function useModelColumns(): Column<ListedModelFile>[] {
  const words = useModelWords();
  const language = useLanguage();
  return [
    { name: "title", head: words.titleHead, main: true, cell: (file) => <Title file={file} /> },
    { name: "name", head: words.name, cell: ({ name }) => <code>{name}</code> },
    { name: "asked", head: words.model, cell: ({ model }) => model ?? "–" },
    {
      name: "endpoint",
      head: words.endpoint,
      isEmpty: ({ endpoint }) => endpoint === undefined,
      cell: ({ endpoint }) => endpoint ?? <span class="quiet">MODEL_ENDPOINT</span>,
    },
    {
      name: "default",
      head: words.defaultFor,
      isEmpty: ({ default_for = [] }) => default_for.length === 0,
      cell: ({ default_for = [] }) =>
        default_for.length === 0 ? <span class="quiet">–</span> : <Places places={default_for} />,
    },
    {
      name: "version",
      head: words.version,
      kind: "number",
      cell: ({ version }) => (
        <>
          <span class="card-unit">{words.version}</span> {tellNumber(version, language)}
        </>
      ),
    },
    {
      name: "changed",
      head: words.changed,
      kind: "number",
      cell: ({ updated_at }) => <Time at={updated_at ?? null} />,
    },
  ];
}
