// Which models a turn's sender may choose from, which one was chosen for the conversation, and which one answers.
import { type ModelEntry, standingIn, usableIn } from "../core/model-file.ts";
import { EMBEDDED_MODEL, type Services } from "../services.ts";
import { originOf, type TurnRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

/** Where the operator made a choice of models, people keep to it; programs have a key. Null: whichever the endpoint knows. */
export function offeredTo({ channel }: TurnRow, { config }: Services): string[] | null {
  const isProgram = channel === "api" || channel === "signed";
  if (isProgram || config.modelChoices.length === 0) return null;
  return [...new Set([config.modelName, ...config.modelChoices])];
}

export async function modelFilesFor({ channel }: TurnRow, { holdings }: Services): Promise<ModelEntry[]> {
  return usableIn((await holdings.read()).models, channel);
}

/** What `/model` chose; null: nothing, or what the operator has taken away since. */
export async function chosenModel(
  services: Services,
  turns: TurnStore,
  turn: TurnRow,
): Promise<string | null> {
  const model = turns.conversation()?.model ?? null;
  if (model === null) return null;
  const isFile = (await modelFilesFor(turn, services)).some(({ name }) => name === model);
  const isPlain = () => offeredTo(turn, services)?.includes(model) ?? knowsModel(services, model);
  return isFile || (await isPlain()) ? model : null;
}

/** What answers where nobody chose. */
export async function standingModel(services: Services, turn: TurnRow): Promise<string> {
  const { models } = await services.holdings.read();
  const standing = standingIn(models, turn.channel, originOf(turn)?.chatId ?? null);
  return standing?.name ?? (services.model === null ? EMBEDDED_MODEL : services.config.modelName);
}

export async function currentModel(services: Services, turns: TurnStore, turn: TurnRow): Promise<string> {
  return (await chosenModel(services, turns, turn)) ?? (await standingModel(services, turn));
}

/** Whether it is a model of the endpoint that has no name. */
export function knowsModel({ model }: Services, name: string): Promise<boolean> | boolean {
  return model === null ? name === EMBEDDED_MODEL : model.knows(name);
}
