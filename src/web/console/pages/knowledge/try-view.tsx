// Which passages a question finds, in their order, and why. The question stands in the address, so that it can be sent to a colleague.
import { useEffect, useId, useState } from "preact/hooks";
import { Icon } from "../../../common/components/icons.tsx";
import { Failure } from "../../components/failure.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { useLoad } from "../../hooks/use-load.ts";
import { changeQuery, usePlace } from "../../place.ts";
import { searchKnowledge } from "./knowledge-calls.ts";
import { PassageItem } from "./passage-item.tsx";
import { passagesShown, questionsIn } from "./passages.ts";
import { useTryWords } from "./try-words.ts";
import { useTags } from "./use-tags.ts";
import type { Asked, Retrieval } from "./wire.ts";

const LONGEST_QUESTION = 2000;

function Passages({ found }: { found: Retrieval }) {
  const words = useTryWords();
  const [all, setAll] = useState(false);
  const { shown, hidden } = passagesShown(found.candidates, all);
  return (
    <>
      <ol class="passages" aria-label={words.list}>
        {shown.map(({ passage, number }) => (
          <PassageItem key={`${passage.document_id} ${passage.position}`} passage={passage} number={number} />
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          {words.more(hidden)}
        </button>
      )}
    </>
  );
}

function Found({ asked }: { asked: Asked }) {
  const words = useTryWords();
  const { caller } = useApi();
  const load = useLoad(JSON.stringify(asked), (signal) => searchKnowledge(caller, asked, signal));
  const found = load.value;
  if (load.refusal !== null) return <Failure refusal={load.refusal} onRetry={load.reload} />;
  if (found === null) return <Skeleton />;
  const count = found.passages.length;
  return (
    <section class="found" aria-busy={load.loading}>
      <div class="found-head" role="status">
        {found.candidates.length === 0 && <p>{words.nothing}</p>}
        {found.candidates.length > 0 && <p>{count > 0 ? words.chosen(count) : words.refused}</p>}
        {found.candidates.length > 0 && count === 0 && <p class="quiet">{words.refusedTodo}</p>}
      </div>
      {found.looked_for.length > 0 && (
        <p class="tags">
          <span class="quiet">{words.lookedFor}</span>
          {found.looked_for.map((term) => (
            <span key={term} class="tag">
              {term}
            </span>
          ))}
        </p>
      )}
      <Passages key={JSON.stringify(asked)} found={found} />
    </section>
  );
}

interface Fields {
  question: string;
  before: string;
}

function Fields({ fields, onChange }: { fields: Fields; onChange(fields: Fields): void }) {
  const words = useTryWords();
  const hint = useId();
  return (
    <>
      <label class="field">
        <span>{words.question}</span>
        <input
          type="text"
          maxLength={LONGEST_QUESTION}
          autocomplete="off"
          value={fields.question}
          onInput={(event) => onChange({ ...fields, question: event.currentTarget.value })}
        />
      </label>
      <details class="try-before" open={fields.before !== ""}>
        <summary>
          <Icon name="chevron" />
          {words.before}
        </summary>
        <label class="field">
          <span class="visually-hidden">{words.before}</span>
          <textarea
            rows={2}
            aria-describedby={hint}
            value={fields.before}
            onInput={(event) => onChange({ ...fields, before: event.currentTarget.value })}
          />
          <span class="hint" id={hint}>
            {words.beforeHint}
          </span>
        </label>
      </details>
    </>
  );
}

function TagChoice({ tag, onTag }: { tag: string; onTag(tag: string): void }) {
  const words = useTryWords();
  const known = useTags();
  const tags = tag === "" || known.includes(tag) ? known : [tag, ...known];
  if (tags.length === 0) return null;
  return (
    <label class="filter">
      <span>{words.scope}</span>
      <select value={tag} onChange={(event) => onTag(event.currentTarget.value)}>
        <option value="">{words.everywhere}</option>
        {tags.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function TryView() {
  const words = useTryWords();
  const { query } = usePlace();
  const inAddress = { question: query.get("question") ?? "", before: query.get("before") ?? "" };
  const [fields, setFields] = useState(inAddress);
  const tag = query.get("tag") ?? "";
  useEffect(() => setFields(inAddress), [inAddress.question, inAddress.before]);
  const before = questionsIn(inAddress.before);
  return (
    <>
      <form
        class="try-form"
        onSubmit={(event) => {
          event.preventDefault();
          changeQuery({ question: fields.question.trim(), before: fields.before.trim() });
        }}
      >
        <Fields fields={fields} onChange={setFields} />
        <div class="try-row">
          <TagChoice tag={tag} onTag={(name) => changeQuery({ tag: name })} />
          <button type="submit" class="button is-primary" disabled={fields.question.trim() === ""}>
            {words.find}
          </button>
        </div>
      </form>
      {inAddress.question === "" ? (
        <p class="note">{words.intro}</p>
      ) : (
        <Found asked={{ question: inAddress.question, before, tags: tag === "" ? [] : [tag] }} />
      )}
    </>
  );
}
