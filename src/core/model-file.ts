// A model file: a small document that says how to answer. Kept in R2, chosen by name, and never holds a key.
import type { Failure } from "./error.ts";
import type { Language } from "./language.ts";
import type { Channel } from "./message.ts";

/** One text for everybody, or one for each language. */
export type LocalText = string | { en: string; zh: string };

/** As OpenAI-compatible endpoints take them. */
export interface ModelParameters {
  temperature?: number;
  top_p?: number;
  max_tokens?: number;
  presence_penalty?: number;
  frequency_penalty?: number;
  stop?: string | string[];
  seed?: number;
}

export interface ModelFile {
  title: LocalText;
  description?: LocalText;
  /** As the endpoint calls it. */
  model: string;
  /** One of MODEL_ENDPOINTS; absent: MODEL_ENDPOINT. */
  endpoint?: string;
  system_prompt: string;
  parameters?: ModelParameters;
  /** Said before every conversation, as if it had happened. */
  examples?: { user: string; assistant: string }[];
  greeting?: LocalText;
  suggestions?: string[];
  /** True or absent: every document; false: none; else documents with one of these tags. */
  knowledge?: boolean | string[];
  /** Where it may be used; absent: everywhere. */
  channels?: Channel[];
  /** Answers there where nobody chose: a channel, or one chat of it as `dingtalk:CHAT_ID`. */
  default_for?: string[];
  /** True: every tool; a list: these (`search_documents`, `current_time`, names of MCP_SERVERS); absent: as MODEL_TOOLS says. */
  tools?: boolean | string[];
  limits?: { history_tokens?: number; timeout_seconds?: number };
}

export interface StoredModelFile extends ModelFile {
  name: string;
  /** Counts from 1. */
  version: number;
  /** ISO 8601, UTC. */
  updated_at: string;
}

/** What has to be known of a model file before one is chosen. */
export type ModelEntry = Pick<
  StoredModelFile,
  "name" | "version" | "title" | "description" | "greeting" | "suggestions" | "channels" | "default_for"
>;

export function entryOf({ name, version, title, ...file }: StoredModelFile): ModelEntry {
  const { description, greeting, suggestions, channels, default_for } = file;
  return {
    name,
    version,
    title,
    ...(description !== undefined && { description }),
    ...(greeting !== undefined && { greeting }),
    ...(suggestions !== undefined && { suggestions }),
    ...(channels !== undefined && { channels }),
    ...(default_for !== undefined && { default_for }),
  };
}

/** What may be chosen in this channel. */
export function usableIn(models: ModelEntry[], channel: Channel): ModelEntry[] {
  return models.filter(({ channels }) => channels === undefined || channels.includes(channel));
}

/** What answers where nobody chose: a rule for the very chat goes before one for its channel. Null: what the settings say. */
export function standingIn(models: ModelEntry[], channel: Channel, chatId: string | null): ModelEntry | null {
  const usable = usableIn(models, channel);
  const of = (place: string) => usable.find((entry) => entry.default_for?.includes(place));
  return (chatId === null ? undefined : of(`${channel}:${chatId}`)) ?? of(channel) ?? null;
}

export function textIn(text: LocalText, language: Language): string {
  return typeof text === "string" ? text : text[language];
}

/** As in the header `ETag`. */
export function tagOf(version: number): string {
  return `"${version}"`;
}

export const NO_SUCH_MODEL_FILE: Failure = {
  kind: "not_found",
  code: "model_not_found",
  message: "There is no model file of this name or version.",
};
