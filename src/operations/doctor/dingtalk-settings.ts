// The form of DingTalk's settings: what the platform would refuse, told before it is asked.
import type { DingTalkSettings } from "../../core/channel-settings.ts";
import { isInClear, isLocal, LOCAL_API, ownerOf, readUrl } from "./host.ts";
import { checkCopies } from "./pasted.ts";
import { type Check, error, type Fault, judge, text, warning } from "./report.ts";
import { page, topicOf, WORDS } from "./words.ts";

const { credentials } = WORDS.dingtalk;

export function checkDingTalkSettings(settings: DingTalkSettings): Check[] {
  const { appKey, appSecret, corpId } = settings;
  const values = { DINGTALK_APP_KEY: appKey, DINGTALK_APP_SECRET: appSecret, DINGTALK_CORP_ID: corpId };
  return [
    checkCopies(topicOf("dingtalk", "values", "ids and secrets", "ID 与密钥"), values, credentials),
    checkApp(settings),
    checkRobot(settings),
    checkCard(settings),
    checkBases(settings),
  ];
}

function checkApp({ appKey, appSecret, corpId }: DingTalkSettings): Check {
  const topic = topicOf("dingtalk", "app_key", "app key", "AppKey");
  const copy = (name: string, en: string) =>
    text(
      `Copy ${en} from ${credentials.en} into ${name}.`,
      `请从控制台${credentials.zh}复制 ${en} 填到 ${name}。`,
    );
  const swapped = error(
    text(
      "DINGTALK_APP_SECRET holds a Client ID: the two are swapped.",
      "DINGTALK_APP_SECRET 里填的是 Client ID，两项填反了。",
    ),
    text(
      "Exchange DINGTALK_APP_KEY and DINGTALK_APP_SECRET.",
      "请把 DINGTALK_APP_KEY 和 DINGTALK_APP_SECRET 对调。",
    ),
  );
  const robotSecret = error(
    text(
      "DINGTALK_APP_SECRET begins with SEC: that is the signing secret of a group's custom robot.",
      "DINGTALK_APP_SECRET 以 SEC 开头，那是群自定义机器人的加签密钥。",
    ),
    text(
      `Put it into DINGTALK_WEBHOOK_SECRET, and the Client Secret from ${credentials.en} into DINGTALK_APP_SECRET.`,
      `把它填到 DINGTALK_WEBHOOK_SECRET；DINGTALK_APP_SECRET 填控制台${credentials.zh}里的 Client Secret。`,
    ),
  );
  const oddKey = warning(
    text(
      "DINGTALK_APP_KEY does not begin with ding, as Client IDs do.",
      "DINGTALK_APP_KEY 不以 ding 开头，不像 Client ID。",
    ),
    copy("DINGTALK_APP_KEY", "Client ID (AppKey)"),
  );
  const oddCorp = warning(
    text(
      "DINGTALK_CORP_ID does not begin with ding, as CorpIds do.",
      "DINGTALK_CORP_ID 不以 ding 开头，不像 CorpId。",
    ),
    text(
      "Copy the CorpId from the console's home page into DINGTALK_CORP_ID, or leave it empty.",
      "请从开放平台首页复制 CorpId 填到 DINGTALK_CORP_ID，或者留空。",
    ),
  );
  return judge(
    topic,
    text("They have the form of Client ID and Client Secret.", "格式正确。"),
    /^ding/i.test(appSecret) && !/^ding/i.test(appKey) && swapped,
    /^SEC/.test(appSecret) && robotSecret,
    !/^(?:ding|suite)/i.test(appKey) && oddKey,
    corpId !== null && !/^ding/i.test(corpId) && oddCorp,
  );
}

function checkRobot({ robotCode }: DingTalkSettings): Check {
  const topic = topicOf("dingtalk", "robot_code", "robot code", "机器人编码");
  const page_ = page("Robot", "机器人");
  const fix = text(
    `Copy the RobotCode from ${page_.en} into DINGTALK_ROBOT_CODE; it is mostly the Client ID, and then it may stay empty.`,
    `请从控制台${page_.zh}复制 RobotCode 填到 DINGTALK_ROBOT_CODE；它多半就是 Client ID，那样可以留空。`,
  );
  return judge(
    topic,
    text("It has the form of a robot code.", "格式正确。"),
    robotCode !== robotCode.trim() &&
      error(
        text("DINGTALK_ROBOT_CODE begins or ends with a blank.", "DINGTALK_ROBOT_CODE 的首尾有空格。"),
        fix,
      ),
    /^\d+$/.test(robotCode) &&
      error(
        text(
          "DINGTALK_ROBOT_CODE is a number: that is the AgentId.",
          "DINGTALK_ROBOT_CODE 是一串数字，那是 AgentId。",
        ),
        fix,
      ),
  );
}

function checkCard({ cardTemplateId }: DingTalkSettings): Check {
  const topic = topicOf("dingtalk", "card", "streaming card", "流式卡片");
  const odd = warning(
    text(
      "DINGTALK_CARD_TEMPLATE_ID does not end in .schema, as template ids do: answers would come as messages.",
      "DINGTALK_CARD_TEMPLATE_ID 不以 .schema 结尾，不像模板 ID，回答会退回普通消息。",
    ),
    text(
      "Copy the whole template id from the card platform (卡片平台), .schema included.",
      "请从“卡片平台”复制完整的模板 ID，包括 .schema。",
    ),
  );
  const fine =
    cardTemplateId === null
      ? text("No template: answers come as finished messages.", "没有设置模板，回答以完整消息发送。")
      : text("Answers stream into a card.", "回答以流式卡片展示。");
  return judge(topic, fine, cardTemplateId !== null && !cardTemplateId.endsWith(".schema") && odd);
}

function checkBases({ apiBase, oapiBase }: DingTalkSettings): Check {
  return judge(
    topicOf("dingtalk", "api_base", "API addresses", "接口地址"),
    isLocalAddress(apiBase) ? LOCAL_API : text("DingTalk's API.", "钉钉的接口。"),
    flawOf("DINGTALK_API_BASE", apiBase, "api", "https://api.dingtalk.com"),
    flawOf("DINGTALK_OAPI_BASE", oapiBase, "oapi", "https://oapi.dingtalk.com"),
  );
}

function isLocalAddress(address: string): boolean {
  const url = readUrl(address);
  return url !== null && isLocal(url);
}

function flawOf(name: string, address: string, host: string, usual: string): Fault | null {
  const url = readUrl(address);
  if (url === null || isLocal(url)) return null;
  const fix = text(`Set ${name} to ${usual}, or leave it empty.`, `把 ${name} 设为 ${usual}，或者留空。`);
  const other = text(`${name} is not an API of DingTalk.`, `${name} 不是对应的钉钉接口地址。`);
  if (isInClear(url))
    return error(
      text(`${name} is http: secrets would travel in clear.`, `${name} 用了 http，密钥会明文传输。`),
      fix,
    );
  if (ownerOf(url) !== "dingtalk") return warning(other, fix);
  return new RegExp(`^${host}\\.`, "i").test(url.hostname) ? null : error(other, fix);
}
