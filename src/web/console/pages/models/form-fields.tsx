// The kinds of fields that a model file's form is made of.
import { useId, useState } from "preact/hooks";
import { TextField } from "../../components/text-field.tsx";
import { linesIn, textIn } from "./draft.ts";
import { useFormWords } from "./form-words.ts";
import { useProblem } from "./problem.ts";
import type { LocalText } from "./wire.ts";

interface FieldProps<Value> {
  /** As the service calls it. */
  name: string;
  value: Value;
  onValue(value: Value): void;
}

interface WordsFieldProps extends FieldProps<string> {
  rows?: number;
  longest?: number;
  required?: boolean;
  code?: boolean;
}

export function WordsField({ name, onValue, ...field }: WordsFieldProps) {
  const words = useFormWords().fields[name];
  return (
    <TextField
      {...field}
      label={words?.label ?? name}
      hint={words?.hint}
      problem={useProblem(name)}
      onText={onValue}
    />
  );
}

interface NumberFieldProps extends FieldProps<number | undefined> {
  least: number;
  most: number;
  whole?: boolean;
}

export function NumberField({ name, value, onValue, least, most, whole }: NumberFieldProps) {
  const words = useFormWords().fields[name];
  const problem = useProblem(name);
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words?.label ?? name}</label>
      <input
        id={id}
        type="number"
        min={least}
        max={most}
        step={whole ? 1 : "any"}
        aria-describedby={`${id}-notes`}
        aria-invalid={problem === undefined ? undefined : true}
        value={value ?? ""}
        onInput={({ currentTarget }) => {
          // While something else is typed the browser says so, and there is no number.
          const { valueAsNumber, validity } = currentTarget;
          if (!validity.badInput) onValue(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
        }}
      />
      <span id={`${id}-notes`} class="field-notes">
        {problem !== undefined && <span class="problem">{problem}</span>}
        {words?.hint !== undefined && <span class="hint">{words.hint}</span>}
      </span>
    </div>
  );
}

/** One text a line. What is typed stays as it is typed. */
export function LinesField({ rows = 3, ...props }: FieldProps<readonly string[]> & { rows?: number }) {
  const [text, setText] = useState(props.value.join("\n"));
  return (
    <WordsField
      name={props.name}
      rows={rows}
      value={text}
      onValue={(next) => {
        setText(next);
        props.onValue(linesIn(next));
      }}
    />
  );
}

interface LocalFieldProps extends FieldProps<LocalText> {
  rows?: number;
  longest: number;
  required?: boolean;
}

/** One text for everybody, or one for each language. */
export function LocalField({ name, value, onValue, rows, longest, required }: LocalFieldProps) {
  const words = useFormWords();
  const field = words.fields[name];
  const problem = useProblem(name);
  const split = typeof value !== "string";
  const sizes = { longest, ...(rows !== undefined && { rows }), ...(required && { required }) };
  return (
    <fieldset class="local-field">
      <legend class="visually-hidden">{field?.label ?? name}</legend>
      {split ? (
        <>
          <TextField
            {...sizes}
            label={`${field?.label ?? name} · ${words.inEnglish}`}
            value={value.en}
            lang="en"
            onText={(en) => onValue({ ...value, en })}
          />
          <TextField
            {...sizes}
            label={`${field?.label ?? name} · ${words.inChinese}`}
            hint={field?.hint}
            value={value.zh}
            problem={problem}
            lang="zh-CN"
            onText={(zh) => onValue({ ...value, zh })}
          />
        </>
      ) : (
        <WordsField name={name} {...sizes} value={value} onValue={onValue} />
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={split}
          onChange={() =>
            onValue(split ? textIn(value, "en") || textIn(value, "zh") : { en: value, zh: value })
          }
        />
        {words.each}
      </label>
    </fieldset>
  );
}
