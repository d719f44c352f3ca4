// What the model looked up while it answered, in words.
import type { ToolUse } from "../../../core/wire.ts";

export interface ToolMessages {
  toolNames: Record<string, string>;
  toolFailed(words: string): string;
}

/** Each tool once, and that it failed if it did each time. */
export function toolWords(tools: readonly ToolUse[], { toolNames, toolFailed }: ToolMessages): string[] {
  return [...new Set(tools.map(({ name }) => name))].map((name) => {
    const failed = tools.every((tool) => tool.name !== name || !tool.ok);
    // A remote one may be called like what every object has.
    const words = (Object.hasOwn(toolNames, name) ? toolNames[name] : undefined) ?? name;
    return failed ? toolFailed(words) : words;
  });
}
