// Every setting as the operator may see it: plain ones as they are, secrets by a fingerprint that tells one from another.
import { sha256Hex } from "../core/identifier.ts";
import { parseConfig } from "./config.ts";
import { isSecretName } from "./secrets.ts";
import { defaultOf, isSettingName, SETTING_NAMES, settingIn } from "./settings.ts";

export interface SettingDescription {
  name: string;
  /** Null for a secret, for what is absent, and for what cannot be read: that may be a secret in the wrong place. */
  value: string | null;
  secret: boolean;
  /** Of a secret that is set: the first 8 hex digits of its SHA-256. */
  fingerprint: string | null;
  is_default: boolean;
  problem: string | null;
}

/** Names that follow from what other settings name. */
const NAMED_SECRET = /^(?:MODEL_API_KEY|MCP_TOKEN)_[A-Z0-9_]+$/;

export function describeSettings(env: object): Promise<SettingDescription[]> {
  const { problems } = parseConfig(env);
  const missing = problems.map(({ setting }) => setting);
  const named = [...Object.keys(env), ...missing].filter((name) => NAMED_SECRET.test(name)).sort();
  const names = new Set<string>([...SETTING_NAMES, ...named]);
  return Promise.all(
    [...names].map(async (name): Promise<SettingDescription> => {
      const complaints = problems.flatMap(({ setting, message }) => (setting === name ? [message] : []));
      const problem = complaints.length === 0 ? null : complaints.join("; ");
      const given = settingIn(env, name);
      const standing = isSettingName(name) ? defaultOf(name) : null;
      const text = typeof given === "string" ? given : null;
      const secret = isSecretName(name);
      return {
        name,
        value: secret || problem !== null ? null : (text ?? standing),
        secret,
        fingerprint: secret && text !== null ? (await sha256Hex(text)).slice(0, 8) : null,
        is_default: given === undefined || given === standing,
        problem,
      };
    }),
  );
}
