// Which models a turn's sender may choose from, and which one was chosen for the conversation.
import { EMBEDDED_MODEL, type Services } from "../services.ts";
import type { TurnRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

/** Where the operator made a choice of models, people keep to it; programs have a key. Null: whichever the endpoint knows. */
export function offeredTo({ channel }: TurnRow, { config }: Services): string[] | null {
  const isProgram = channel === "api" || channel === "signed";
  if (isProgram || config.modelChoices.length === 0) return null;
  return [...new Set([config.modelName, ...config.modelChoices])];
}

/** What `/model` chose; null: the configured one. The operator may have made another choice since. */
export function chosenModel(services: Services, turns: TurnStore, turn: TurnRow): string | null {
  const model = turns.conversation()?.model ?? null;
  const isOffered = model === null || (offeredTo(turn, services)?.includes(model) ?? true);
  return isOffered ? model : null;
}

export function currentModel(services: Services, turns: TurnStore, turn: TurnRow): string {
  if (services.model === null) return EMBEDDED_MODEL;
  return chosenModel(services, turns, turn) ?? services.config.modelName;
}
