// A group's custom bot, which takes notices: whether its address and secret are those of this platform.
import type { GroupBotSettings } from "../../core/channel-settings.ts";
import { isInClear, isLocal, ownerOf, readUrl } from "./host.ts";
import { type Check, error, judge, type Text, text, warning } from "./report.ts";
import type { Platform } from "./subject.ts";
import { topicOf, WORDS } from "./words.ts";

const SHAPES = {
  feishu: {
    fits: (url: URL) => /^\/open-apis\/bot\/v2\/hook\/[^/]+$/.test(url.pathname),
    isOwn: (url: URL) => ["feishu", "lark"].includes(ownerOf(url) ?? ""),
    form: text("/open-apis/bot/v2/hook/…", "/open-apis/bot/v2/hook/…"),
    security: text("“Set signature verification” (签名校验)", "“签名校验”"),
  },
  dingtalk: {
    fits: (url: URL) => url.pathname === "/robot/send" && (url.searchParams.get("access_token") ?? "") !== "",
    isOwn: (url: URL) => ownerOf(url) === "dingtalk",
    form: text("/robot/send?access_token=…", "/robot/send?access_token=…"),
    security: text("“Additional signature” (加签)", "“加签”"),
  },
};

export function checkGroupBot(platform: Platform, bot: GroupBotSettings | null): Check | null {
  if (bot === null) return null;
  const prefix = platform.toUpperCase();
  const { name } = WORDS[platform];
  const { fits, isOwn, form, security } = SHAPES[platform];
  const url = readUrl(bot.url);
  const again = text(
    `Copy the address of the group's custom bot (自定义机器人) anew into ${prefix}_WEBHOOK_URL: …${form.en}`,
    `请重新复制群自定义机器人的地址，填到 ${prefix}_WEBHOOK_URL：…${form.zh}`,
  );
  const badUrl = (en: string, zh: string) =>
    error(text(`${prefix}_WEBHOOK_URL ${en}`, `${prefix}_WEBHOOK_URL ${zh}`), again);
  const isOther = url !== null && ownerOf(url) !== null && !isOwn(url);
  const isUnknown = url !== null && ownerOf(url) === null && !isLocal(url);
  return judge(
    topicOf(platform, "group_bot", "group notices", "群通知"),
    text("A custom bot takes notices.", "通知发给群自定义机器人。"),
    isOther && badUrl(`belongs to another platform than ${name.en}.`, `不是${name.zh}的地址。`),
    url !== null &&
      isInClear(url) &&
      badUrl("is http: its key would travel in clear.", "用了 http，密钥会明文传输。"),
    url?.searchParams.has("sign") === true &&
      badUrl("holds a signature, which is made anew each time.", "里带了签名，签名每次都会重新计算。"),
    url !== null &&
      isOwn(url) &&
      !fits(url) &&
      badUrl("is not the address of a custom bot.", "不是自定义机器人的地址。"),
    isUnknown &&
      warning(
        text(
          `${prefix}_WEBHOOK_URL is no address of ${name.en}.`,
          `${prefix}_WEBHOOK_URL 不是${name.zh}的地址。`,
        ),
        again,
      ),
    secretFault(platform, bot.secret, security),
  );
}

/** DingTalk's secrets begin with SEC, Feishu's do not. */
function secretFault(platform: Platform, secret: string | null, security: Text) {
  const name = `${platform.toUpperCase()}_WEBHOOK_SECRET`;
  const again = text(
    `Copy the secret under ${security.en} in the bot's security settings into ${name}.`,
    `请把机器人安全设置里${security.zh}的密钥复制到 ${name}。`,
  );
  if (secret === null)
    return warning(
      text(
        `${name} is not set: with keywords some notices are refused, and Workers have no fixed address for a list of addresses.`,
        `没有设置 ${name}：用关键词时部分通知会被拒收，而 Worker 没有固定 IP，无法用 IP 白名单。`,
      ),
      text(
        `Choose ${security.en} in the bot's security settings and set ${name}.`,
        `在机器人的安全设置里选择${security.zh}，并设置 ${name}。`,
      ),
    );
  if (secret !== secret.trim())
    return error(text(`${name} begins or ends with a blank.`, `${name} 的首尾有空格。`), again);
  if (platform === "dingtalk" && !secret.startsWith("SEC"))
    return error(text(`${name} does not begin with SEC.`, `${name} 不以 SEC 开头。`), again);
  if (platform === "feishu" && /^SEC[0-9a-f]{60,}$/.test(secret))
    return error(text(`${name} is a secret of DingTalk.`, `${name} 是钉钉的加签密钥。`), again);
  return null;
}
