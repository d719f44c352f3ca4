// What is sent to the endpoint beside the messages, and how much one answer may take.
import { withField, withPart } from "./draft.ts";
import { LinesField, NumberField } from "./form-fields.tsx";
import { useFormWords } from "./form-words.ts";
import { LIMITS, PARAMETERS } from "./parameter-ranges.ts";
import type { ModelFile } from "./wire.ts";

export function ParameterFields({ file, onFile }: { file: ModelFile; onFile(file: ModelFile): void }) {
  const words = useFormWords();
  const { parameters, limits } = file;
  const { stop = [] } = parameters ?? {};
  const set = (name: keyof NonNullable<ModelFile["parameters"]>, value: unknown) =>
    onFile(withField(file, "parameters", withPart(parameters, name, value)));
  return (
    <section class="form-group">
      <h3>{words.groups.parameters}</h3>
      <div class="field-grid">
        {PARAMETERS.map(({ name, ...range }) => (
          <NumberField
            key={name}
            {...range}
            name={`parameters.${name}`}
            value={parameters?.[name]}
            onValue={(value) => set(name, value)}
          />
        ))}
        {LIMITS.map(({ name, ...range }) => (
          <NumberField
            key={name}
            {...range}
            name={`limits.${name}`}
            value={limits?.[name]}
            onValue={(value) => onFile(withField(file, "limits", withPart(limits, name, value)))}
          />
        ))}
      </div>
      <LinesField
        name="parameters.stop"
        rows={2}
        value={typeof stop === "string" ? [stop] : stop}
        onValue={(lines) => set("stop", lines.length === 0 ? undefined : [...lines])}
      />
    </section>
  );
}
