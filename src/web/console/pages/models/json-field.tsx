// The model file as JSON, both ways: what is right here is in the form as well.
import { useId } from "preact/hooks";
import type { Editing } from "./use-editing.ts";
import { useModelWords } from "./words.ts";

export function JsonField({ editing }: { editing: Editing }) {
  const words = useModelWords();
  const id = useId();
  const { json, file, reading } = editing;
  return (
    <div class="field json-field">
      <label class="visually-hidden" for={id}>
        {words.jsonLabel}
      </label>
      <textarea
        id={id}
        class="is-code"
        rows={26}
        spellcheck={false}
        autocomplete="off"
        aria-describedby={`${id}-notes`}
        aria-invalid={reading.ok ? undefined : true}
        value={json ?? JSON.stringify(file, null, 2)}
        onInput={(event) => editing.setJson(event.currentTarget.value)}
      />
      <span id={`${id}-notes`} class="field-notes">
        {!reading.ok && (
          <span class="problem">
            {reading.field === "" ? words.jsonWrong : words.fieldWrong(reading.field)}
          </span>
        )}
      </span>
    </div>
  );
}
