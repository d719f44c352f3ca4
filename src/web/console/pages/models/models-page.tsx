// The model files: which there are, and where they answer.
import { ListView } from "../../components/list-view.tsx";
import { ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useList } from "../../hooks/use-list.ts";
import { addressOf, addressOfOne, NEW } from "../../route.ts";
import { listModelFiles } from "./model-calls.ts";
import { useModelColumns } from "./model-columns.tsx";
import { TEMPLATES } from "./templates.ts";
import { useModelWords } from "./words.ts";

function Empty() {
  const words = useModelWords();
  return (
    <>
      <p>{words.empty}</p>
      <p class="quiet">{words.emptyTodo}</p>
      <div class="form-row">
        {TEMPLATES.map((name) => (
          <a key={name} class="button" href={`${addressOfOne("model", NEW)}?like=${name}`}>
            {words.templates[name]}
          </a>
        ))}
      </div>
    </>
  );
}

export function ModelsPage() {
  const words = useModelWords();
  const { caller } = useApi();
  const list = useList("models", (cursor, signal) => listModelFiles(caller, { cursor }, signal));
  const columns = useModelColumns();
  return (
    <>
      <Toolbar>
        <a class="button is-primary" href={addressOfOne("model", NEW)}>
          {words.create}
        </a>
        <span class="toolbar-end">
          <ReloadButton onReload={list.reload} loading={list.loading} />
        </span>
      </Toolbar>
      <ListView
        list={list}
        label={words.list}
        dense
        columns={columns}
        keyOf={({ name }) => name}
        empty={<Empty />}
      />
      <p class="note">
        {words.large}{" "}
        <a class="fact-link" href={addressOf("files", { prefix: "models/" })}>
          {words.largeLink}
        </a>
      </p>
    </>
  );
}
