// What the assistant is called here, for every part that names it.
import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Until the server has said another name. */
export const defaultAssistant = "Clawdbot";

export const AssistantContext = createContext(defaultAssistant);

export function useAssistant(): string {
  return useContext(AssistantContext);
}
