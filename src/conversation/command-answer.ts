// Answers what is said to the assistant itself, without a model.
import type { Command, CommandName } from "../core/command.ts";
import type { Language } from "../core/language.ts";
import type { Outcome } from "../core/message.ts";
import type { Services } from "../services.ts";
import { currentModel, offeredTo } from "./offered-models.ts";
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
  const reply = await replyTo(services, turns, turn, command, words);
  return { ...ANSWERED, sources: [], reply, firstTokenAt: services.now() };
}

const ANSWERED = {
  status: "ok",
  model: COMMAND_MODEL,
  cached: false,
  usage: null,
  truncated: false,
  error: null,
} as const;

async function replyTo(
  services: Services,
  turns: TurnStore,
  turn: TurnRow,
  { name, argument }: Command,
  words: Words,
): Promise<string> {
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
      return argument === ""
        ? listModels(services, turn, currentModel(services, turns, turn), words)
        : chooseModel(services, turns, turn, argument, words);
    case "status":
      return words.status(currentModel(services, turns, turn), turns.past.countAnswered(turn.seq));
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

async function listModels(services: Services, turn: TurnRow, current: string, words: Words): Promise<string> {
  if (services.model === null) return words.noModel;
  const offered = offeredTo(turn, services);
  const known = offered ?? (await services.model.catalogue()).models.map(({ id }) => id);
  const ids = known.slice(0, MOST_MODELS_LISTED);
  const listed = ids.length === 0 ? [current] : ids;
  return words.models(current, listed.map((id) => `- ${id}`).join("\n"));
}

async function chooseModel(
  services: Services,
  turns: TurnStore,
  turn: TurnRow,
  name: string,
  words: Words,
): Promise<string> {
  if (services.model === null) return words.noModel;
  const isKnown = offeredTo(turn, services)?.includes(name) ?? (await services.model.knows(name));
  if (!isKnown) return words.modelUnknown(name);
  turns.chooseModel(name === services.config.modelName ? null : name);
  return words.modelChosen(name);
}
