// The environment, read once: strings → Config. A setting that cannot be read is named; its value is never shown.
import { ipRestriction } from "hono/ip-restriction";
import * as v from "valibot";
import type { Endpoint } from "./core/endpoint.ts";

export interface Config {
  /** Asked for when a caller names none. Clients often insist on a name, so it is known without an endpoint too. */
  modelName: string;
  model: Endpoint | null;
  fallback: Endpoint | null;
  modelTimeoutMs: number;
  modelSilenceMs: number;
  systemPrompt: string;
  maxMessageCharacters: number;
  /** Seconds; 0: no cache. */
  cacheSeconds: number;
  adminToken: string | null;
  apiKeys: string[];
  chatAccess: "public" | "key";
  /** CIDR ranges; null: every network may come in; empty: none may. */
  allowedNetworks: string[] | null;
  rateLimitPerMinute: number;
}

export interface ConfigProblem {
  setting: string;
  message: string;
}

export interface ParsedConfig {
  config: Config;
  problems: ConfigProblem[];
}

const DEFAULT_SYSTEM_PROMPT =
  "You are a helpful assistant for a team. Answer in the language of the question, plainly and to the point. Say so when you don't know.";

const string = v.string("must be text");

const wholeNumber = (lowest: number, highest: number, unit: string) =>
  v.pipe(
    string,
    v.trim(),
    v.regex(/^\d{1,9}$/, `must be a whole number of ${unit}`),
    v.transform(Number),
    v.minValue(lowest, `must be at least ${lowest}`),
    v.maxValue(highest, `must be at most ${highest}`),
  );

const baseUrl = v.pipe(
  string,
  v.trim(),
  v.check(isHttpUrl, "must be an http or https URL such as https://api.example.com/v1"),
  v.check(isPlainUrl, "must hold no user name, no password, no ? and no #"),
  v.transform((url) => url.replace(/\/+$/, "")),
);

const list = v.pipe(
  string,
  v.transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  ),
);

const text = v.pipe(string, v.trim());

/** One schema a setting. What each means stands in .dev.vars.example. */
const SETTINGS = {
  MODEL_ENDPOINT: v.optional(baseUrl),
  MODEL_API_KEY: v.optional(text),
  MODEL_NAME: v.optional(text, "gpt-4o-mini"),
  MODEL_FALLBACK_ENDPOINT: v.optional(baseUrl),
  MODEL_FALLBACK_API_KEY: v.optional(text),
  MODEL_FALLBACK_NAME: v.optional(text),
  MODEL_TIMEOUT_SECONDS: v.optional(wholeNumber(1, 600, "seconds"), "300"),
  MODEL_SILENCE_SECONDS: v.optional(wholeNumber(1, 600, "seconds"), "60"),
  SYSTEM_PROMPT: v.optional(string, DEFAULT_SYSTEM_PROMPT),
  MAX_MESSAGE_CHARS: v.optional(wholeNumber(1, 100_000, "characters"), "16000"),
  CACHE_TTL_SECONDS: v.optional(
    v.pipe(
      wholeNumber(0, 31_536_000, "seconds"),
      v.check(
        (seconds) => seconds === 0 || seconds >= 60,
        "must be 0 (off) or at least 60, the shortest life in KV",
      ),
    ),
    "300",
  ),
  ADMIN_TOKEN: v.optional(v.pipe(text, v.minLength(16, "must have at least 16 characters"))),
  API_KEYS: v.optional(list, ""),
  CHAT_ACCESS: v.optional(v.pipe(text, v.picklist(["public", "key"], "must be public or key")), "public"),
  ALLOWED_CIDRS: v.optional(list),
  RATE_LIMIT_PER_MINUTE: v.optional(wholeNumber(1, 10_000, "messages a minute"), "60"),
} as const;

type SettingName = keyof typeof SETTINGS;
type Setting<Name extends SettingName> = v.InferOutput<(typeof SETTINGS)[Name]>;
type Reader = <Name extends SettingName>(name: Name) => Setting<Name>;

const PAIRS: [SettingName, SettingName][] = [
  ["MODEL_ENDPOINT", "MODEL_API_KEY"],
  ["MODEL_FALLBACK_ENDPOINT", "MODEL_FALLBACK_API_KEY"],
];

/** Reads every setting from `env`; an empty string counts as absent. A setting with a problem stands at its default. */
export function parseConfig(env: object): ParsedConfig {
  const problems: ConfigProblem[] = [];
  const read: Reader = (name) => {
    const parsed = v.safeParse(SETTINGS[name], settingIn(env, name));
    if (parsed.success) return parsed.output;
    problems.push({ setting: name, message: parsed.issues[0].message });
    return v.parse(SETTINGS[name], undefined);
  };
  const present = (name: SettingName) => settingIn(env, name) !== undefined;
  for (const [left, right] of PAIRS) {
    if (present(left) === present(right)) continue;
    const [given, missing] = present(left) ? [left, right] : [right, left];
    problems.push({ setting: missing, message: `must be set together with ${given}` });
  }
  if (present("MODEL_FALLBACK_NAME") && !present("MODEL_FALLBACK_ENDPOINT"))
    problems.push({
      setting: "MODEL_FALLBACK_ENDPOINT",
      message: "must be set together with MODEL_FALLBACK_NAME",
    });
  if (present("MODEL_FALLBACK_ENDPOINT") && !present("MODEL_ENDPOINT"))
    problems.push({
      setting: "MODEL_ENDPOINT",
      message: "must be set together with MODEL_FALLBACK_ENDPOINT",
    });
  return { config: toConfig(read, problems), problems };
}

function toConfig(read: Reader, problems: ConfigProblem[]): Config {
  const modelName = read("MODEL_NAME");
  return {
    modelName,
    model: endpoint(read("MODEL_ENDPOINT"), read("MODEL_API_KEY"), modelName),
    fallback: endpoint(
      read("MODEL_FALLBACK_ENDPOINT"),
      read("MODEL_FALLBACK_API_KEY"),
      read("MODEL_FALLBACK_NAME") ?? modelName,
    ),
    modelTimeoutMs: read("MODEL_TIMEOUT_SECONDS") * 1000,
    modelSilenceMs: read("MODEL_SILENCE_SECONDS") * 1000,
    systemPrompt: read("SYSTEM_PROMPT"),
    maxMessageCharacters: read("MAX_MESSAGE_CHARS"),
    cacheSeconds: read("CACHE_TTL_SECONDS"),
    adminToken: read("ADMIN_TOKEN") ?? null,
    apiKeys: read("API_KEYS"),
    chatAccess: read("CHAT_ACCESS"),
    allowedNetworks: networks(read("ALLOWED_CIDRS") ?? null, problems),
    rateLimitPerMinute: read("RATE_LIMIT_PER_MINUTE"),
  };
}

/** Networks that cannot be read let nobody in: a typing error must not open a door. */
function networks(rules: string[] | null, problems: ConfigProblem[]): string[] | null {
  if (rules === null && problems.every(({ setting }) => setting !== "ALLOWED_CIDRS")) return null;
  if (rules !== null && rules.length > 0 && areNetworks(rules)) return rules;
  if (rules !== null)
    problems.push({ setting: "ALLOWED_CIDRS", message: "must be networks such as 10.0.0.0/8,2001:db8::/32" });
  return [];
}

function areNetworks(rules: string[]): boolean {
  try {
    ipRestriction(() => "", { allowList: rules });
    return rules.every((rule) => rule.split("/").length <= 2);
  } catch {
    return false;
  }
}

function endpoint(url: string | undefined, apiKey: string | undefined, model: string): Endpoint | null {
  return url === undefined || apiKey === undefined ? null : { baseUrl: url, apiKey, model };
}

/**
 * Absent, an empty string and null are the same. `[vars]` of wrangler.toml may hold numbers and switches without quotes; a
 * list or a table stays what it is, so that its schema refuses it: ignoring it would leave a door open.
 */
function settingIn(env: object, name: SettingName): unknown {
  const value: unknown = Reflect.get(env, name);
  if (value === "" || value === null) return undefined;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** `fetch` refuses a URL with a password, and a path cannot be put behind a query. */
function isPlainUrl(value: string): boolean {
  if (!URL.canParse(value)) return true;
  const { username, password } = new URL(value);
  return username === "" && password === "" && !/[?#]/.test(value);
}
