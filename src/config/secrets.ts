// Which settings are secrets, by their names. A custom bot's address is one: whoever has it may send.

const SECRET_NAME = /(?:KEY|KEYS|SECRET|TOKEN|WEBHOOK_URL)$|^(?:MODEL_API_KEY|MCP_TOKEN)_/;
/** Ids of apps look like keys and are none: they stand in every address and event. */
const PLAIN_NAMES = new Set(["DINGTALK_APP_KEY", "DINGTALK_CARD_CONTENT_KEY"]);
/** Shorter ones would be found in any text. */
const SHORTEST = 8;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PLAIN_NAMES.has(name);
}

/** The secrets themselves, longest first: so that none is left standing in part. */
export function secretValues(env: object): string[] {
  return Object.entries(env)
    .filter(([name]) => isSecretName(name))
    .flatMap(([, value]: [string, unknown]) =>
      typeof value === "string" ? [value, ...value.split(",")] : [],
    )
    .map((value) => value.trim())
    .filter((value) => value.length >= SHORTEST)
    .sort((one, other) => other.length - one.length);
}
