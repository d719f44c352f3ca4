// Answers what is said to the assistant itself, without a model.
import type { Command, CommandName } from "../core/command.ts";
import type { Language } from "../core/language.ts";
import type { Outcome } from "../core/message.ts";
import { type ModelEntry, textIn } from "../core/model-file.ts";
import { EMBEDDED_MODEL, type Services } from "../services.ts";
import { currentModel, knowsModel, modelFilesFor, offeredTo, standingModel } from "./offered-models.ts";
import type { TurnRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";
import { type Words, wordsIn } from "./words.ts";

/** What the log names as the model of such an answer. */
const COMMAND_MODEL = "command";
const MOST_MODELS_LISTED = 30;

/** Runs again after a crash without harm. */
export async function answerCommand(
  services: Services,
  turns: TurnStore,
  turn: TurnRow,
  command: Command,
  language: Language,
): Promise<Outcome> {
  const words = wordsIn(language);
  const reply = await replyTo({ services, turns, turn, words, language }, command);
  return { ...ANSWERED, sources: [], tools: [], reply, firstTokenAt: services.now() };
}

const ANSWERED = {
  status: "ok",
  model: COMMAND_MODEL,
  modelVersion: null,
  cached: false,
  usage: null,
  truncated: false,
  error: null,
} as const;

interface Asker {
  services: Services;
  turns: TurnStore;
  turn: TurnRow;
  words: Words;
  language: Language;
}

async function replyTo(asker: Asker, { name, argument }: Command): Promise<string> {
  const { services, turns, turn, words } = asker;
  switch (name) {
    case "help":
      return words.help(commandList(words));
    case "new":
      return words.begunAnew;
    case "stop":
      return words.stopped;
    case "retry":
      return words.nothingToRetry;
    case "model":
      return answerModel(asker, argument);
    case "status": {
      const model = await currentModel(services, turns, turn);
      return words.status(model, turns.past.countAnswered(turn.seq));
    }
    case "unreadable": {
      if (argument === "lost_image") return words.lostImage;
      if (argument === "late_command") return words.lateCommand;
      if (argument === "too_long") return words.tooLong(services.config.maxMessageCharacters);
      const kinds: Record<string, string> = words.kinds;
      return words.unreadable(kinds[argument] ?? words.kinds.other);
    }
  }
}

function commandList(words: Words): string {
  const names: [string, string][] = Object.entries(words.commands);
  return names.map(([name, meaning]) => `- \`${words.names[name as CommandName]}\`  ${meaning}`).join("\n");
}

async function answerModel(asker: Asker, name: string): Promise<string> {
  const { services, turn, words } = asker;
  const files = await modelFilesFor(turn, services);
  if (services.model === null && files.length === 0) return words.noModel;
  return name === "" ? listModels(asker, files) : chooseModel(asker, files, name);
}

/** Model files first: the operator made them for these people. */
async function listModels(
  { services, turns, turn, words, language }: Asker,
  files: ModelEntry[],
): Promise<string> {
  const current = await currentModel(services, turns, turn);
  const plain = await plainModels(services, turn);
  const lines = [
    ...files.map(({ name, title }) => `- ${name}  ${textIn(title, language)}`),
    ...plain.map((id) => `- ${id}`),
  ];
  const listed = lines.length === 0 ? [`- ${current}`] : lines.slice(0, MOST_MODELS_LISTED);
  return words.models(current, listed.join("\n"));
}

async function chooseModel(
  { services, turns, turn, words }: Asker,
  files: ModelEntry[],
  name: string,
): Promise<string> {
  const standing = await standingModel(services, turn);
  const isKnown =
    name === standing ||
    files.some((file) => file.name === name) ||
    (offeredTo(turn, services)?.includes(name) ?? (await knowsModel(services, name)));
  if (!isKnown) return words.modelUnknown(name);
  // Who wants what answers anyway goes along when the operator puts something else there.
  turns.chooseModel(name === standing ? null : name);
  return words.modelChosen(name);
}

async function plainModels(services: Services, turn: TurnRow): Promise<string[]> {
  if (services.model === null) return [EMBEDDED_MODEL];
  return offeredTo(turn, services) ?? (await services.model.catalogue()).models.map(({ id }) => id);
}
