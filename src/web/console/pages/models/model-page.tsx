// One model file, or one that is still to be written.
import { Failure } from "../../components/failure.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { go, usePlace } from "../../place.ts";
import { addressOf, addressOfOne, NEW } from "../../route.ts";
import { textIn } from "./draft.ts";
import { readModelFile } from "./model-calls.ts";
import { ModelEditor } from "./model-editor.tsx";
import { templateOf } from "./templates.ts";
import { contentOf } from "./use-editing.ts";
import { Versions } from "./versions.tsx";
import { useModelWords } from "./words.ts";

function NewModel() {
  const words = useModelWords();
  const language = useLanguage();
  const { query } = usePlace();
  return (
    <>
      <h2 class="page-title">{words.newTitle}</h2>
      <ModelEditor
        name={null}
        start={templateOf(query.get("like"), language)}
        version={null}
        onSaved={({ name }) => go(addressOfOne("model", name), true)}
      />
    </>
  );
}

function OneModel({ name }: { name: string }) {
  const words = useModelWords();
  const language = useLanguage();
  const { caller } = useApi();
  const load = useLoad(name, (signal) => readModelFile(caller, name, signal));
  const { value, refusal } = load;
  if (refusal !== null) {
    return (
      <>
        {refusal.status === 404 ? (
          <div class="empty">
            <p>{words.gone}</p>
            <p class="quiet">{words.goneTodo}</p>
          </div>
        ) : (
          <Failure refusal={refusal} onRetry={load.reload} />
        )}
        <Versions name={name} draft={null} revision={0} onRestored={load.reload} />
      </>
    );
  }
  if (value === null) return <Skeleton />;
  return (
    <>
      <h2 class="page-title">
        {textIn(value.title, language)} <code class="page-name">{name}</code>
      </h2>
      <ModelEditor name={name} start={contentOf(value)} version={value.version} onSaved={load.put} />
    </>
  );
}

export function ModelPage({ id }: { id: string }) {
  const words = useModelWords();
  return (
    <>
      <p class="back">
        <a href={addressOf("models")}>← {words.back}</a>
      </p>
      {id === NEW ? <NewModel /> : <OneModel name={id} />}
    </>
  );
}
