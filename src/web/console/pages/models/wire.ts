// What the doors of the model files take and answer, in the API's own names.
import type { Source, ToolUse, Usage } from "../../../../core/wire.ts";
import type { Page } from "../../wire.ts";

export type LocalText = string | { en: string; zh: string };

export const CHANNELS = ["web", "api", "openai", "dingtalk", "feishu", "signed"] as const;
export type Channel = (typeof CHANNELS)[number];

export interface ModelParameters {
  temperature?: number;
  top_p?: number;
  max_tokens?: number;
  presence_penalty?: number;
  frequency_penalty?: number;
  stop?: string | string[];
  seed?: number;
}

export interface Example {
  user: string;
  assistant: string;
}

export interface ModelFile {
  title: LocalText;
  description?: LocalText;
  model: string;
  endpoint?: string;
  system_prompt: string;
  parameters?: ModelParameters;
  examples?: Example[];
  greeting?: LocalText;
  suggestions?: string[];
  knowledge?: boolean | string[];
  channels?: Channel[];
  default_for?: string[];
  tools?: boolean | string[];
  limits?: { history_tokens?: number; timeout_seconds?: number };
}

export interface Marks {
  name: string;
  version: number;
  updated_at: string;
}

export type StoredModelFile = ModelFile & Marks;

/** Of one that somebody made unreadable there is only what the list itself knows. */
export type ListedModelFile = Pick<StoredModelFile, "name" | "version" | "title"> & Partial<StoredModelFile>;

export interface ModelFilePage extends Page<ListedModelFile> {
  /** What a file may name as its endpoint. */
  endpoints: string[];
  /** What a file may name as its tools. */
  tools: string[];
}

export interface ModelVersion {
  version: number;
  updated_at: string;
  current: boolean;
}

export interface TrialMessage {
  role: "user" | "assistant";
  content: string;
}

export interface Trial {
  reply: string;
  model: string;
  usage: Usage | null;
  sources: Source[];
  tools?: ToolUse[];
  /** As the model got them. */
  prompt: { role: string; content: unknown }[];
  passages: { title: string; heading: string; text: string }[];
}
