// A field for text or a number: what it is for, and what the service says against its value.
import { useId } from "preact/hooks";

interface TextFieldProps {
  label: string;
  hint?: string | undefined;
  value: string;
  /** The service's own words, in English, unless they were put into the reader's. */
  problem?: string | undefined;
  longest?: number;
  required?: boolean;
  /** Lines; absent: one. */
  rows?: number;
  /** Figures and names of machines: all letters as wide as each other. */
  code?: boolean;
  inputMode?: "decimal" | "numeric" | "url";
  placeholder?: string;
  lang?: string;
  onText(text: string): void;
}

export function TextField(props: TextFieldProps) {
  const { label, hint, problem, longest, rows, onText } = props;
  const id = useId();
  const notes = `${id}-notes`;
  const common = {
    id,
    value: props.value,
    maxLength: longest,
    required: props.required ?? false,
    class: props.code ? "is-code" : "",
    placeholder: props.placeholder,
    lang: props.lang,
    autocomplete: "off" as const,
    "aria-describedby": notes,
    "aria-invalid": problem === undefined ? undefined : true,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input
          type="text"
          {...common}
          inputMode={props.inputMode}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      ) : (
        <textarea rows={rows} {...common} onInput={(event) => onText(event.currentTarget.value)} />
      )}
      <span id={notes} class="field-notes">
        {problem !== undefined && <span class="problem">{problem}</span>}
        {hint !== undefined && <span class="hint">{hint}</span>}
      </span>
    </div>
  );
}
