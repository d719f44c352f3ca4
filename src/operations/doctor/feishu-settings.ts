// The form of Feishu's settings: what the platform would refuse, told before it is asked.
import type { FeishuSettings } from "../../core/channel-settings.ts";
import { SET_KEY } from "./channel-state.ts";
import { isInClear, isLocal, LOCAL_API, ownerOf, readUrl } from "./host.ts";
import { checkCopies } from "./pasted.ts";
import { type Check, error, judge, type Text, text, warning } from "./report.ts";
import { page, topicOf, WORDS } from "./words.ts";

const APP_ID = /^cli_[0-9a-f]{16}$/;
const SOURCE = page("Credentials & Basic Info / Encryption Strategy", "凭证与基础信息 / 加密策略");

export function checkFeishuSettings(settings: FeishuSettings): Check[] {
  const { appId, appSecret, encryptKey, verificationToken } = settings;
  const values = {
    FEISHU_APP_ID: appId,
    FEISHU_APP_SECRET: appSecret,
    FEISHU_ENCRYPT_KEY: encryptKey,
    FEISHU_VERIFICATION_TOKEN: verificationToken,
  };
  return [
    checkCopies(topicOf("feishu", "values", "ids and secrets", "ID 与密钥"), values, SOURCE),
    checkAppId(settings),
    checkEvents(settings),
    checkBase(settings),
  ];
}

function checkAppId({ appId, appSecret }: FeishuSettings): Check {
  const topic = topicOf("feishu", "app_id", "app id", "App ID");
  const { credentials } = WORDS.feishu;
  const swapped = error(
    text(
      "FEISHU_APP_SECRET holds an App ID: the two are swapped.",
      "FEISHU_APP_SECRET 里填的是 App ID，两项填反了。",
    ),
    text("Exchange FEISHU_APP_ID and FEISHU_APP_SECRET.", "请把 FEISHU_APP_ID 和 FEISHU_APP_SECRET 对调。"),
  );
  const odd = warning(
    text(
      "FEISHU_APP_ID does not look like an App ID: cli_ and 16 characters of 0–9 and a–f.",
      "FEISHU_APP_ID 不像 App ID：应为 cli_ 加 16 位 0–9、a–f。",
    ),
    text(
      `Copy FEISHU_APP_ID anew from ${credentials.en}.`,
      `请从控制台${credentials.zh}重新复制 FEISHU_APP_ID。`,
    ),
  );
  return judge(
    topic,
    text("It has the form of an App ID.", "格式正确。"),
    appSecret.startsWith("cli_") && swapped,
    !APP_ID.test(appId) && odd,
  );
}

function checkEvents({ encryptKey }: FeishuSettings): Check {
  const topic = topicOf("feishu", "encrypt_key", "event security", "事件安全");
  const tokenOnly = warning(
    text(
      "Only the Verification Token is set: events come unsigned, and whoever learns the token can forge them. The Encrypt Key is the safe one.",
      "只设置了 Verification Token：事件没有签名，谁拿到这个 Token 都能伪造。更安全的是 Encrypt Key。",
    ),
    SET_KEY,
  );
  const fine = text("Events are encrypted and signed.", "事件经过加密和签名。");
  return judge(topic, fine, encryptKey === null && tokenOnly);
}

function nameOf(url: URL | null): Text {
  const owner = url === null ? null : ownerOf(url);
  if (owner === "feishu") return text("Feishu's API.", "飞书的接口。");
  return owner === "lark" ? text("Lark's API.", "国际版 Lark 的接口。") : LOCAL_API;
}

function checkBase({ apiBase }: FeishuSettings): Check {
  const topic = topicOf("feishu", "api_base", "API address", "接口地址");
  const fix = text(
    "Set FEISHU_API_BASE to https://open.feishu.cn, or to https://open.larksuite.com for an app of Lark.",
    "把 FEISHU_API_BASE 设为 https://open.feishu.cn；国际版 Lark 的应用设为 https://open.larksuite.com。",
  );
  const url = readUrl(apiBase);
  const clear = text(
    "FEISHU_API_BASE is http: the app's secret would travel in clear.",
    "FEISHU_API_BASE 用了 http，密钥会明文传输。",
  );
  const path = text(
    "FEISHU_API_BASE has a path: it takes the host alone.",
    "FEISHU_API_BASE 带了路径，只需要填到域名。",
  );
  const other = text(
    "FEISHU_API_BASE names neither Feishu's nor Lark's API.",
    "FEISHU_API_BASE 既不是飞书也不是 Lark 的接口地址。",
  );
  const isApi = url !== null && /^open\.(?:feishu\.cn|larksuite\.com)$/i.test(url.hostname);
  const isOwn = url !== null && ownerOf(url) !== null;
  return judge(
    topic,
    nameOf(url),
    url !== null && isInClear(url) && error(clear, fix),
    isApi && url.pathname !== "/" && error(path, fix),
    isOwn && !isApi && error(other, fix),
    url !== null && !isOwn && !isLocal(url) && warning(other, fix),
  );
}
