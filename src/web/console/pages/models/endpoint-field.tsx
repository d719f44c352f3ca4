// Which of the configured endpoints a model file asks.
import { useId } from "preact/hooks";
import { useFormWords } from "./form-words.ts";
import { useProblem } from "./problem.ts";

interface EndpointFieldProps {
  value: string | undefined;
  endpoints: readonly string[];
  onValue(endpoint: string | undefined): void;
}

export function EndpointField({ value, endpoints, onValue }: EndpointFieldProps) {
  const words = useFormWords();
  const field = words.fields.endpoint;
  const problem = useProblem("endpoint");
  const id = useId();
  // One that is no longer configured stays to be seen.
  const names = value === undefined || endpoints.includes(value) ? endpoints : [value, ...endpoints];
  return (
    <div class="field">
      <label for={id}>{field?.label}</label>
      <select
        id={id}
        aria-describedby={`${id}-notes`}
        aria-invalid={problem === undefined ? undefined : true}
        value={value ?? ""}
        onChange={(event) => onValue(event.currentTarget.value || undefined)}
      >
        <option value="">{words.defaultEndpoint}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <span id={`${id}-notes`} class="field-notes">
        {problem !== undefined && <span class="problem">{problem}</span>}
        <span class="hint">{field?.hint}</span>
      </span>
    </div>
  );
}
