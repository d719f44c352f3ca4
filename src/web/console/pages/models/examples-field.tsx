// Exchanges that stand before every conversation.
import { TextField } from "../../components/text-field.tsx";
import { useFormWords } from "./form-words.ts";
import { useProblem } from "./problem.ts";
import type { Example } from "./wire.ts";

const MOST = 20;
const LONGEST = 16_000;

interface OneExampleProps {
  number: number;
  example: Example;
  onExample(example: Example): void;
  onRemove(): void;
}

function OneExample({ number, example, onExample, onRemove }: OneExampleProps) {
  const words = useFormWords();
  const field = `examples.${number - 1}`;
  const sizes = { rows: 2, longest: LONGEST, required: true };
  return (
    <fieldset class="example">
      <legend>{words.example(number)}</legend>
      <TextField
        {...sizes}
        label={words.userSays}
        value={example.user}
        problem={useProblem(`${field}.user`)}
        onText={(user) => onExample({ ...example, user })}
      />
      <TextField
        {...sizes}
        label={words.assistantSays}
        value={example.assistant}
        problem={useProblem(`${field}.assistant`)}
        onText={(assistant) => onExample({ ...example, assistant })}
      />
      <button type="button" class="button is-quiet" onClick={onRemove}>
        {words.removeExample}
      </button>
    </fieldset>
  );
}

interface ExamplesFieldProps {
  examples: readonly Example[];
  onExamples(examples: Example[]): void;
}

export function ExamplesField({ examples, onExamples }: ExamplesFieldProps) {
  const words = useFormWords();
  return (
    <section class="form-group">
      <h3>{words.groups.examples}</h3>
      <p class="hint">{words.fields.examples?.hint}</p>
      {examples.map((example, index) => (
        <OneExample
          key={index}
          number={index + 1}
          example={example}
          onExample={(next) => onExamples(examples.with(index, next))}
          onRemove={() => onExamples(examples.toSpliced(index, 1))}
        />
      ))}
      {examples.length < MOST && (
        <button
          type="button"
          class="button add-example"
          onClick={() => onExamples([...examples, { user: "", assistant: "" }])}
        >
          {words.addExample}
        </button>
      )}
    </section>
  );
}
