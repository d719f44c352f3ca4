// The words of the settings' page.
import { useWords } from "../../../common/language.ts";

const en = {
  list: "Settings in force",
  version: (version: string) => `Version ${version}`,
  where: "Settings are changed outside the console, so that nobody who gets in here can change them.",
  whereLocal:
    "On your machine: in .dev.vars, then start again. Every setting is explained in .dev.vars.example.",
  wherePlain: "Deployed: plain ones under [vars] in wrangler.toml, then npm run deploy.",
  whereSecret: "Deployed, secrets:",
  name: "Name",
  value: "Value",
  origin: "From",
  isDefault: "default",
  isSet: "set",
  notSet: "not set",
  fingerprint: "secret, fingerprint",
  fingerprintMeaning:
    "The first 8 hex digits of the secret's SHA-256: the same secret has the same fingerprint",
  search: "Search settings",
  noMatch: "No setting fits these words.",
};

const zh: typeof en = {
  list: "生效的设置",
  version: (version) => `版本 ${version}`,
  where: "设置不能在控制台里修改，这样即使有人闯入也改不了。",
  whereLocal: "本机运行：修改 .dev.vars 后重新启动。每一项的说明见 .dev.vars.example。",
  wherePlain: "已部署，普通项：写在 wrangler.toml 的 [vars] 下，然后 npm run deploy。",
  whereSecret: "已部署，密钥：",
  name: "名称",
  value: "值",
  origin: "来源",
  isDefault: "默认",
  isSet: "已设置",
  notSet: "未设置",
  fingerprint: "密钥，指纹",
  fingerprintMeaning: "密钥 SHA-256 的前 8 位十六进制数：密钥相同，指纹就相同",
  search: "搜索设置",
  noMatch: "没有符合的设置。",
};

const settingWords = { en, zh };

export function useSettingWords() {
  return useWords(settingWords);
}
