// Every setting by name: how its text is read, and what stands when it is absent. What each means stands in .dev.vars.example.
import * as v from "valibot";
import { isRecord, parseJson } from "../core/json.ts";
import { LOG_LEVELS } from "../core/log.ts";

export interface ConfigProblem {
  setting: string;
  message: string;
}

const DEFAULT_SYSTEM_PROMPT =
  "You are a helpful assistant for a team. Answer in the language of the question, plainly and to the point. Say so when you don't know.";

const string = v.string("must be text");
const text = v.pipe(string, v.trim());

const shortText = (highest: number) =>
  v.pipe(text, v.maxLength(highest, `must have at most ${highest} characters`));

const wholeNumber = (lowest: number, highest: number, unit: string) =>
  v.pipe(
    string,
    v.trim(),
    v.regex(/^\d{1,9}$/, `must be a whole number of ${unit}`),
    v.transform(Number),
    v.minValue(lowest, `must be at least ${lowest}`),
    v.maxValue(highest, `must be at most ${highest}`),
  );

const httpUrl = v.pipe(
  string,
  v.trim(),
  v.check(isHttpUrl, "must be an http or https URL such as https://api.example.com/v1"),
);

const baseUrl = v.pipe(
  httpUrl,
  v.check(isPlainUrl, "must hold no user name, no password, no ? and no #"),
  v.transform((url) => url.replace(/\/+$/, "")),
);

const list = v.pipe(
  string,
  v.transform((words) =>
    words
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  ),
);

/** `https://shop.example`, `https://*.shop.example` or `*` → as a Content-Security-Policy names it. */
const origin = v.pipe(
  string,
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const known = value === "*" ? value : originOf(value);
    if (known !== null) return known;
    addIssue({ message: "must be origins such as https://www.example.com,https://*.example.com, or *" });
    return NEVER;
  }),
);

const choice = <const Words extends string[]>(...words: Words) =>
  v.pipe(text, v.picklist(words, `must be ${words.join(" or ")}`));

const UNITS: Record<string, number> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** `100MB` → bytes. */
const size = v.pipe(
  string,
  v.trim(),
  v.toUpperCase(),
  v.regex(/^\d{1,9}\s*[KMG]?B?$/, "must be a size such as 100MB"),
  v.transform((words) => {
    const [, count, unit] = /^(\d+)\s*([KMG]?)/.exec(words) ?? [];
    return Number(count) * (UNITS[`${unit}B`] ?? 1);
  }),
  v.minValue(1024, "must be at least 1KB"),
);

const enabled = v.optional(choice("auto", "true", "false"), "auto");
const monthlyCalls = v.optional(wholeNumber(1, 999_999_999, "calls a month"));

/** JSON of names and what each stands for; what that has to be is read by whoever needs it. */
const named = v.pipe(
  string,
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const parsed = parseJson(value);
    const names = isRecord(parsed) ? Object.keys(parsed) : null;
    const isNamed = names?.every((name) => NAME.test(name)) && names.length <= MOST_NAMES;
    // Two names of one secret would send the key of one to the other.
    const secrets = new Set(names?.map((name) => name.replaceAll("-", "_")));
    if (isRecord(parsed) && isNamed && secrets.size === names?.length) return parsed;
    addIssue({
      message: `must be JSON such as {"name": "https://api.example.com/v1"}, with at most ${MOST_NAMES} names of a-z, 0-9, - and _ (no two that differ in - and _ only)`,
    });
    return NEVER;
  }),
);
const NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/;
const MOST_NAMES = 16;

const SETTINGS = {
  MODEL_ENDPOINT: v.optional(baseUrl),
  MODEL_API_KEY: v.optional(text),
  MODEL_NAME: v.optional(text, "gpt-4o-mini"),
  MODEL_FALLBACK_ENDPOINT: v.optional(baseUrl),
  MODEL_FALLBACK_API_KEY: v.optional(text),
  MODEL_FALLBACK_NAME: v.optional(text),
  MODEL_TIMEOUT_SECONDS: v.optional(wholeNumber(1, 600, "seconds"), "300"),
  MODEL_SILENCE_SECONDS: v.optional(wholeNumber(1, 600, "seconds"), "60"),
  MODEL_ENDPOINTS: v.optional(named, "{}"),
  MODEL_TOOLS: v.optional(choice("on", "off"), "off"),
  MCP_SERVERS: v.optional(named, "{}"),
  EMBEDDING_ENDPOINT: v.optional(baseUrl),
  EMBEDDING_API_KEY: v.optional(text),
  EMBEDDING_MODEL: v.optional(text),
  SYSTEM_PROMPT: v.optional(string, DEFAULT_SYSTEM_PROMPT),
  MODEL_CHOICES: v.optional(list, ""),
  ASSISTANT_NAME: v.optional(shortText(60), "Clawdbot"),
  GREETING: v.optional(shortText(500)),
  SUGGESTIONS: v.optional(
    v.pipe(
      string,
      v.transform((words) => words.split("|").flatMap((item) => item.trim() || [])),
      v.maxLength(6, "must be at most 6 questions, separated by |"),
      v.check(
        (items) => items.every((item) => item.length <= 200),
        "must be questions of at most 200 characters",
      ),
    ),
    "",
  ),
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
  CHAT_ACCESS: v.optional(choice("public", "key"), "public"),
  ALLOWED_CIDRS: v.optional(list),
  WIDGET_ORIGINS: v.optional(v.pipe(list, v.array(origin)), ""),
  RATE_LIMIT_PER_MINUTE: v.optional(wholeNumber(1, 10_000, "messages a minute"), "60"),
  // Ids and secrets of the platforms are taken as they are; only the doctor comments on their form.
  GROUP_SESSION: v.optional(choice("chat", "user"), "chat"),
  DINGTALK_ENABLED: enabled,
  DINGTALK_APP_KEY: v.optional(string),
  DINGTALK_APP_SECRET: v.optional(string),
  DINGTALK_ROBOT_CODE: v.optional(string),
  DINGTALK_CORP_ID: v.optional(string),
  DINGTALK_WEBHOOK_URL: v.optional(httpUrl),
  DINGTALK_WEBHOOK_SECRET: v.optional(string),
  DINGTALK_CARD_TEMPLATE_ID: v.optional(string),
  DINGTALK_CARD_CONTENT_KEY: v.optional(string),
  DINGTALK_API_BASE: v.optional(baseUrl, "https://api.dingtalk.com"),
  DINGTALK_OAPI_BASE: v.optional(baseUrl, "https://oapi.dingtalk.com"),
  DINGTALK_TYPING: v.optional(choice("on", "off"), "off"),
  DINGTALK_MONTHLY_CALLS: monthlyCalls,
  FEISHU_ENABLED: enabled,
  FEISHU_APP_ID: v.optional(string),
  FEISHU_APP_SECRET: v.optional(string),
  FEISHU_ENCRYPT_KEY: v.optional(string),
  FEISHU_VERIFICATION_TOKEN: v.optional(string),
  FEISHU_WEBHOOK_URL: v.optional(httpUrl),
  FEISHU_WEBHOOK_SECRET: v.optional(string),
  FEISHU_API_BASE: v.optional(baseUrl, "https://open.feishu.cn"),
  FEISHU_STREAMING: v.optional(choice("card", "off"), "card"),
  FEISHU_TYPING: v.optional(choice("on", "off"), "on"),
  FEISHU_MONTHLY_CALLS: monthlyCalls,
  LOG_LEVEL: v.optional(
    v.pipe(text, v.toLowerCase(), v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`)),
    "info",
  ),
  LOG_LEVELS: v.optional(list, ""),
  LOG_MAX_SIZE: v.optional(size, "100MB"),
  LOG_MAX_HISTORY: v.optional(wholeNumber(1, 3650, "days"), "30"),
  LOG_FLUSH_SECONDS: v.optional(wholeNumber(1, 3600, "seconds"), "60"),
  ALERT_CHANNELS: v.optional(list),
  ALERT_FIRST_TOKEN_SECONDS: v.optional(wholeNumber(1, 600, "seconds"), "20"),
  DATABASE_MAX_SIZE: v.optional(size, "500MB"),
  RETENTION_DAYS: v.optional(wholeNumber(0, 36_500, "days"), "0"),
  BACKUP_KEEP_DAYS: v.optional(wholeNumber(0, 3650, "days"), "30"),
  SIGNED_WEBHOOK_SECRET: v.optional(string),
  SIGNED_WEBHOOK_STRICT: v.optional(choice("true", "false"), "false"),
} as const;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

type Setting<Name extends SettingName> = v.InferOutput<(typeof SETTINGS)[Name]>;

export interface SettingsReader {
  /** A setting with a problem stands at its default, and the problem is noted. */
  read<Name extends SettingName>(name: Name): Setting<Name>;
  has(name: SettingName): boolean;
  /** A secret whose name follows from what other settings name. */
  secret(name: string): string | undefined;
  problems: ConfigProblem[];
}

/** An empty string counts as absent. */
export function readSettings(env: object): SettingsReader {
  const problems: ConfigProblem[] = [];
  return {
    problems,
    has: (name) => settingIn(env, name) !== undefined,
    secret(name) {
      const value = settingIn(env, name);
      return typeof value === "string" ? value.trim() || undefined : undefined;
    },
    read(name) {
      const parsed = v.safeParse(SETTINGS[name], settingIn(env, name));
      if (parsed.success) return parsed.output;
      if (problems.every(({ setting }) => setting !== name))
        problems.push({ setting: name, message: parsed.issues[0].message });
      return v.parse(SETTINGS[name], undefined);
    },
  };
}

/** The text that stands when this setting is absent; null when nothing does. */
export function defaultOf(name: SettingName): string | null {
  return v.getDefault(SETTINGS[name]) ?? null;
}

/** Names a setting that is missing beside one that is there. */
export function requireTogether(settings: SettingsReader, left: SettingName, right: SettingName): void {
  if (settings.has(left) === settings.has(right)) return;
  const [given, missing] = settings.has(left) ? [left, right] : [right, left];
  settings.problems.push({ setting: missing, message: `must be set together with ${given}` });
}

/** `name` makes no sense without `needed`. */
export function requireBehind(settings: SettingsReader, name: SettingName, needed: SettingName): void {
  if (settings.has(name) && !settings.has(needed))
    settings.problems.push({ setting: needed, message: `must be set together with ${name}` });
}

/**
 * Absent, an empty string and null are the same. `[vars]` of wrangler.toml may hold numbers and switches without quotes; a
 * list or a table stays what it is, so that its schema refuses it: ignoring it would leave a door open.
 */
export function settingIn(env: object, name: string): unknown {
  const value: unknown = Reflect.get(env, name);
  if (value === "" || value === null) return undefined;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** As `MODEL_ENDPOINT` is read; null: it cannot be. */
export function readBaseUrl(value: unknown): string | null {
  const parsed = v.safeParse(baseUrl, value);
  return parsed.success ? parsed.output : null;
}

function isHttpUrl(value: string): boolean {
  return /^https?:$/.test(URL.parse(value)?.protocol ?? "");
}

/** `fetch` refuses a URL with a password, and a path cannot be put behind a query. */
function isPlainUrl(value: string): boolean {
  const url = URL.parse(value);
  return url === null || (url.username === "" && url.password === "" && !/[?#]/.test(value));
}

/** Null for what is none. A slash behind it is forgiven; whatever a policy would read as something else is not. */
function originOf(value: string): string | null {
  const url = URL.parse(value);
  if (url === null) return null;
  const { protocol, host, pathname, search, hash, username, password } = url;
  const rest = pathname + search + hash + username + password;
  const isHost = /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?$/.test(host);
  return isHost && rest === "/" && /^https?:$/.test(protocol) ? `${protocol}//${host}` : null;
}
