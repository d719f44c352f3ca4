// Fields of a model file that are chosen: one of a few, or some of many.
import { useId, useState } from "preact/hooks";
import { useFormWords } from "./form-words.ts";
import { useProblem } from "./problem.ts";
import { KINDS, kindShown, type Option, optionsWith, type Some, type SomeChoices, valueFor } from "./some.ts";

interface ChecksProps {
  options: readonly Option[];
  chosen: readonly string[];
  onChosen(chosen: string[]): void;
}

export function Checks({ options, chosen, onChosen }: ChecksProps) {
  return (
    <div class="checks-row">
      {options.map(({ value, label }) => (
        <label key={value} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget }) =>
              onChosen(currentTarget.checked ? [...chosen, value] : chosen.filter((name) => name !== value))
            }
          />
          {label}
        </label>
      ))}
    </div>
  );
}

function AnotherName({ label, onAdd }: { label: string; onAdd(name: string): void }) {
  const words = useFormWords();
  const [name, setName] = useState("");
  const add = () => {
    if (name.trim() !== "") onAdd(name.trim());
    setName("");
  };
  return (
    <div class="another-name">
      <input
        type="text"
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        maxLength={50}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          // It adds the name and does not save the file.
          event.preventDefault();
          add();
        }}
      />
      <button type="button" class="button" disabled={name.trim() === ""} onClick={add}>
        {words.add}
      </button>
    </div>
  );
}

interface SomeFieldProps {
  name: string;
  value: Some;
  choices: SomeChoices;
  /** What can be chosen among; of those that are chosen already none is lost. */
  options: readonly Option[];
  /** The label of a field for a name that is not among them. */
  another?: string;
  onValue(value: Some): void;
}

export function SomeField({ name, value, choices, options, another, onValue }: SomeFieldProps) {
  const words = useFormWords().fields[name];
  const problem = useProblem(name);
  const id = useId();
  const chosen = Array.isArray(value) ? value : [];
  const current = kindShown(value, choices);
  return (
    <fieldset
      class="field choice-field"
      aria-describedby={`${id}-hint`}
      tabIndex={-1}
      data-invalid={problem === undefined ? undefined : ""}
    >
      <legend>{words?.label ?? name}</legend>
      {KINDS.map((kind) => {
        const label = choices[kind];
        if (label === undefined) return null;
        return (
          <label key={kind} class="check">
            <input
              type="radio"
              name={id}
              checked={current === kind}
              onChange={() => onValue(valueFor(kind, chosen))}
            />
            {label}
          </label>
        );
      })}
      {current === "some" && (
        <div class="choice-some">
          <Checks options={optionsWith(options, chosen)} chosen={chosen} onChosen={onValue} />
          {another !== undefined && (
            <AnotherName label={another} onAdd={(one) => onValue([...new Set([...chosen, one])])} />
          )}
        </div>
      )}
      {problem !== undefined && <span class="problem">{problem}</span>}
      <span class="hint" id={`${id}-hint`}>
        {words?.hint}
      </span>
    </fieldset>
  );
}
