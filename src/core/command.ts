// What people may say to the assistant itself, in both languages, before any model hears it.

const NAMES = {
  help: ["help", "帮助"],
  new: ["new", "新对话"],
  stop: ["stop", "停止"],
  retry: ["retry", "重试"],
  model: ["model", "模型"],
  status: ["status", "状态"],
} as const;

export type CommandName = keyof typeof NAMES;

/** `unreadable`: no command, but a message of a kind that nobody here can read; `argument` says which. */
export interface Command {
  name: CommandName | "unreadable";
  argument: string;
}

const BY_WORD = new Map<string, CommandName>(
  Object.entries(NAMES).flatMap(([name, words]) =>
    words.map((word): [string, CommandName] => [word, name as CommandName]),
  ),
);

/** Only `/model` takes a word behind it; a sentence that begins with a command's word is a message like any other. */
export function parseCommand(text: string): Command | null {
  const [, word = "", argument = ""] =
    /^\s*[/／]([a-z]+|[\p{Script=Han}]+)(?:\s+(\S{1,200}))?\s*$/iu.exec(text) ?? [];
  const name = BY_WORD.get(word.toLowerCase());
  if (name === undefined || (argument !== "" && name !== "model")) return null;
  return { name, argument };
}
