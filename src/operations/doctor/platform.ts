// What the platform itself says: whether it takes id and secret, and whether it tells who the bot is.
import type { CallError, CheckUp } from "../../channels/channel.ts";
import { type Check, error, type Fault, judge, skipped, type Text, text, warning } from "./report.ts";
import type { Platform, PlatformSubject } from "./subject.ts";
import { topicOf, WORDS } from "./words.ts";

export async function checkPlatform(platform: Platform, { ask }: PlatformSubject): Promise<Check[]> {
  if (ask === null) return [];
  const answers = await ask().catch((): CheckUp => ({ token: { ok: false, error: LOST }, identity: null }));
  const token = judge(
    topicOf(platform, "token", "access token", "访问令牌"),
    text("The platform takes id and secret.", "平台接受了 ID 和密钥。"),
    answers.token.ok
      ? null
      : faultOf(platform, answers.token.error, credentialsFault(platform, answers.token.error)),
  );
  return platform === "feishu" ? [token, checkBot(answers)] : [token];
}

/** DingTalk says in each message whether the bot is meant; Feishu's mentions mean nothing without the bot's own id. */
function checkBot({ token, identity }: CheckUp): Check {
  const topic = topicOf("feishu", "bot", "bot identity", "机器人身份");
  if (!token.ok || identity === null)
    return skipped(topic, text("Not asked without an access token.", "没有访问令牌，无法查询。"));
  if (!identity.ok) {
    const { message, fix } = noBot(identity.error);
    return judge(topic, message, faultOf("feishu", identity.error, error(message, fix)));
  }
  return judge(topic, text("The platform tells who the bot is.", "已查到机器人身份。"));
}

const TOKEN_CODES = /^(?:401|88|40014|InvalidAuthentication|9999166[134]|99991671)$/;
const LOST: CallError = { kind: "unreachable", code: "account", message: "", pauseMs: null };

/** `otherwise`: what a refusal means that says nothing of these. */
function faultOf(platform: Platform, failed: CallError, otherwise: Fault): Fault {
  const words = WORDS[platform];
  const { kind, code } = failed;
  if (kind === "unreachable")
    return error(
      text(`${words.name.en}'s API does not answer (${code}).`, `${words.name.zh}接口没有响应（${code}）。`),
      text(
        `Check ${words.base}, this network, and ${words.name.en}'s status page; then try again.`,
        `请检查 ${words.base}、当前网络和${words.name.zh}的服务状态，然后重试。`,
      ),
    );
  // Such a code passes with a new token, and this token is new.
  if (kind === "busy" && !TOKEN_CODES.test(code))
    return warning(
      text(`${words.name.en} asks to come later (${code}).`, `${words.name.zh}要求稍后再试（${code}）。`),
      text("Run the doctor again in a minute.", "请一分钟后重新诊断。"),
    );
  const known = REFUSALS.find(([codes]) => codes.test(code));
  if (known === undefined) return otherwise;
  const [, message, fix] = known;
  return error(text(`${message.en} (${code}).`, `${message.zh}（${code}）。`), fix(platform));
}

function credentialsFault(platform: Platform, { code }: CallError): Fault {
  const { name, id, secret, base, credentials } = WORDS[platform];
  // A status alone, or an answer without a token: somebody else answered.
  if (/^(?:incomplete|(?!401)\d{3})$/.test(code))
    return error(
      text(
        `What answers at ${base} is not ${name.en}'s API (${code}).`,
        `${base} 上应答的不是${name.zh}接口（${code}）。`,
      ),
      text(`Correct ${base}: host alone, no path.`, `请改正 ${base}：只填到域名，不带路径。`),
    );
  const lark = text(
    " An app of Lark needs FEISHU_API_BASE=https://open.larksuite.com.",
    "国际版 Lark 的应用还要设置 FEISHU_API_BASE=https://open.larksuite.com。",
  );
  const more = platform === "feishu" ? lark : text("", "");
  return error(
    text(`${name.en} refuses id and secret (${code}).`, `${name.zh}拒绝了 ID 和密钥（${code}）。`),
    text(
      `Copy both anew from ${credentials.en} into ${id} and ${secret}.${more.en}`,
      `请从控制台${credentials.zh}重新复制到 ${id} 和 ${secret}。${more.zh}`,
    ),
  );
}

/** `incomplete`: an answer without an open_id; the others say that the app has no bot, or an unpublished one. */
const NO_BOT_CODES = /^(?:incomplete|11205|230006)$/;

function noBot({ code }: CallError): { message: Text; fix: Text } {
  const { bot, release } = WORDS.feishu;
  const why = NO_BOT_CODES.test(code)
    ? text("The app has no active bot", "应用没有启用机器人能力")
    : text("The bot's identity cannot be read", "查不到机器人身份");
  return {
    message: text(
      `${why.en} (${code}): group messages cannot be answered.`,
      `${why.zh}（${code}），群消息无法回答。`,
    ),
    fix: text(
      `Switch the bot on under ${bot.en}, then publish a version under ${release.en}.`,
      `请在控制台${bot.zh}启用机器人，再到${release.zh}发布版本。`,
    ),
  };
}

const REFUSALS: [codes: RegExp, message: Text, fix: (platform: Platform) => Text][] = [
  [
    /IpNotIn|WhiteIp|WhiteList|^99991401$/i,
    text("The app's list of addresses shuts us out", "应用的 IP 白名单拦住了请求"),
    (platform) => {
      const { addresses } = WORDS[platform];
      return text(
        `Clear the list under ${addresses.en}: Workers have no fixed address.`,
        `请清空控制台${addresses.zh}：Worker 没有固定 IP。`,
      );
    },
  ],
  [
    /ApiCountLimit|^(?:99991403|90020)$/i,
    text("The month's allowance of calls is used up", "本月调用量已经用完"),
    (platform) => {
      const { allowance } = WORDS[platform];
      return text(
        `Buy a larger allowance or wait for the next month; set ${allowance} to be warned in time.`,
        `请购买更多调用量或等到下个月，并设置 ${allowance} 以便提前预警。`,
      );
    },
  ],
  [
    /AccessDenied|Forbidden|NoPermission|^(?:99991672|230027)$/i,
    text("The app lacks a permission", "应用缺少权限"),
    (platform) => {
      const { permissions, release } = WORDS[platform];
      return text(
        `Grant the README's permissions under ${permissions.en}, then publish a version under ${release.en}.`,
        `请在控制台${permissions.zh}开通 README 所列权限，再到${release.zh}发布版本。`,
      );
    },
  ],
];
