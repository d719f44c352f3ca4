// A model file as a form. Each group is a question of its own.
import type { ComponentChildren } from "preact";
import { tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import { useConsoleWords } from "../../words.ts";
import { Checks, SomeField } from "./choice-fields.tsx";
import { isEmptyText, withField } from "./draft.ts";
import { EndpointField } from "./endpoint-field.tsx";
import { ExamplesField } from "./examples-field.tsx";
import { LinesField, LocalField, WordsField } from "./form-fields.tsx";
import { useFormWords } from "./form-words.ts";
import { ParameterFields } from "./parameter-fields.tsx";
import { channelsOf, DEFAULT_PLACES, type DefaultPlaces, defaultForOf, defaultPlacesOf } from "./places.ts";
import { useProblem } from "./problem.ts";
import type { Option } from "./some.ts";
import { CHANNELS, type LocalText, type ModelFile } from "./wire.ts";

export interface Choices {
  endpoints: readonly string[];
  tools: readonly string[];
  tags: readonly string[];
}

interface PartProps {
  file: ModelFile;
  onFile(file: ModelFile): void;
}

interface ModelFormProps extends PartProps {
  choices: Choices;
}

const optionsOf = (names: readonly string[]): Option[] => names.map((name) => ({ value: name, label: name }));
const given = (text: LocalText): LocalText | undefined => (isEmptyText(text) ? undefined : text);

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="form-group">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Answering({ file, onFile, choices }: ModelFormProps) {
  const words = useFormWords();
  const language = useLanguage();
  return (
    <Group title={words.groups.answer}>
      <div class="field-pair">
        <WordsField
          name="model"
          value={file.model}
          longest={200}
          required
          code
          onValue={(model) => onFile({ ...file, model })}
        />
        <EndpointField
          value={file.endpoint}
          endpoints={choices.endpoints}
          onValue={(endpoint) => onFile(withField(file, "endpoint", endpoint))}
        />
      </div>
      <WordsField
        name="system_prompt"
        value={file.system_prompt}
        longest={64_000}
        rows={14}
        onValue={(system_prompt) => onFile({ ...file, system_prompt })}
      />
      <p class="hint counted">{words.characters(tellNumber(file.system_prompt.length, language))}</p>
    </Group>
  );
}

function Showing({ file, onFile }: PartProps) {
  const words = useFormWords();
  return (
    <Group title={words.groups.shown}>
      <LocalField
        name="title"
        value={file.title}
        longest={200}
        required
        onValue={(title) => onFile({ ...file, title })}
      />
      <LocalField
        name="description"
        value={file.description ?? ""}
        longest={2000}
        rows={2}
        onValue={(text) => onFile(withField(file, "description", given(text)))}
      />
      <LocalField
        name="greeting"
        value={file.greeting ?? ""}
        longest={2000}
        rows={2}
        onValue={(text) => onFile(withField(file, "greeting", given(text)))}
      />
      <LinesField
        name="suggestions"
        value={file.suggestions ?? []}
        onValue={(lines) =>
          onFile(withField(file, "suggestions", lines.length === 0 ? undefined : [...lines]))
        }
      />
    </Group>
  );
}

function Using({ file, onFile, choices }: ModelFormProps) {
  const words = useFormWords();
  const { some } = words;
  return (
    <Group title={words.groups.uses}>
      <SomeField
        name="knowledge"
        value={file.knowledge}
        choices={{ all: some.allDocuments, none: some.noDocuments, some: some.someDocuments }}
        options={optionsOf(choices.tags)}
        another={words.anotherTag}
        onValue={(knowledge) => onFile(withField(file, "knowledge", knowledge))}
      />
      <SomeField
        name="tools"
        value={file.tools}
        choices={{ absent: some.asSettings, all: some.allTools, none: some.noTools, some: some.someTools }}
        options={optionsOf(choices.tools)}
        onValue={(tools) => onFile(withField(file, "tools", tools))}
      />
    </Group>
  );
}

function DefaultField({ file, onFile }: PartProps) {
  const words = useFormWords();
  const { channels } = useConsoleWords();
  const field = words.fields.default_for;
  const problem = useProblem("default_for");
  const places = defaultPlacesOf(file.default_for);
  const put = (changes: Partial<DefaultPlaces>) =>
    onFile(withField(file, "default_for", defaultForOf({ ...places, ...changes })));
  return (
    <>
      <fieldset
        class="field choice-field"
        tabIndex={-1}
        data-invalid={problem === undefined ? undefined : ""}
      >
        <legend>{field?.label}</legend>
        <Checks
          options={DEFAULT_PLACES.map((value) => ({ value, label: channels[value] ?? value }))}
          chosen={places.channels}
          onChosen={(chosen) => put({ channels: chosen })}
        />
        {problem !== undefined && <span class="problem">{problem}</span>}
        <span class="hint">{field?.hint}</span>
      </fieldset>
      <LinesField
        name="chats"
        rows={2}
        value={places.chats}
        onValue={(lines) => put({ chats: [...lines] })}
      />
    </>
  );
}

function Places({ file, onFile }: PartProps) {
  const words = useFormWords();
  const { channels } = useConsoleWords();
  return (
    <Group title={words.groups.places}>
      <SomeField
        name="channels"
        value={file.channels}
        choices={{ absent: words.some.everywhere, some: words.some.someChannels }}
        options={CHANNELS.map((value) => ({ value, label: channels[value] ?? value }))}
        onValue={(chosen) => onFile(withField(file, "channels", channelsOf(chosen)))}
      />
      <DefaultField file={file} onFile={onFile} />
    </Group>
  );
}

export function ModelForm(props: ModelFormProps) {
  const { file, onFile } = props;
  return (
    <>
      <Answering {...props} />
      <Showing file={file} onFile={onFile} />
      <Using {...props} />
      <Places file={file} onFile={onFile} />
      <ExamplesField
        examples={file.examples ?? []}
        onExamples={(examples) =>
          onFile(withField(file, "examples", examples.length === 0 ? undefined : examples))
        }
      />
      <ParameterFields file={file} onFile={onFile} />
    </>
  );
}
