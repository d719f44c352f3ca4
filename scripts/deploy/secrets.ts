// The secrets that a deployment asks for, and how each is asked.
import { type Text, text } from "./tools.ts";

export interface Field {
  name: string;
  title: Text;
  /** An address may be seen while it is typed, a secret not. */
  visible?: boolean;
  /** May be left out while the rest of its group is given. */
  optional?: boolean;
  /** Enter makes one. */
  makes?: boolean;
}

export interface Group {
  /** Null: asked without a question before it. */
  question: Text | null;
  fields: Field[];
}
export const ADMIN_TOKEN = "ADMIN_TOKEN";

export const MUST_HAVES: Group[] = [
  {
    question: null,
    fields: [
      {
        name: ADMIN_TOKEN,
        title: text(
          "opens console and operator's API; Enter makes one",
          "开启控制台与管理接口；直接回车则生成一个",
        ),
        makes: true,
      },
    ],
  },
  {
    question: null,
    fields: [
      {
        name: "MODEL_ENDPOINT",
        title: text(
          "base URL of an OpenAI-compatible service; Enter: none, the documents answer",
          "兼容 OpenAI 的接口地址；直接回车则不接模型，由文档回答",
        ),
        visible: true,
      },
      { name: "MODEL_API_KEY", title: text("its key", "它的密钥") },
    ],
  },
];

export const MORE: Group[] = [
  {
    question: text("Keys for programs that call /v1?", "设置供程序调用 /v1 的密钥？"),
    fields: [
      {
        name: "API_KEYS",
        title: text("separated by commas; Enter makes one", "用逗号分隔；直接回车则生成一个"),
        makes: true,
      },
    ],
  },
  {
    question: text("Feishu or Lark?", "接入飞书（Lark）？"),
    fields: [
      { name: "FEISHU_APP_ID", title: text("App ID", "App ID"), visible: true },
      { name: "FEISHU_APP_SECRET", title: text("App Secret", "App Secret") },
      {
        name: "FEISHU_ENCRYPT_KEY",
        title: text("Encrypt Key, the safe one", "Encrypt Key，更安全"),
        optional: true,
      },
      {
        name: "FEISHU_VERIFICATION_TOKEN",
        title: text("Verification Token", "Verification Token"),
        optional: true,
      },
    ],
  },
  {
    question: text("DingTalk?", "接入钉钉？"),
    fields: [
      { name: "DINGTALK_APP_KEY", title: text("Client ID (AppKey)", "Client ID（AppKey）"), visible: true },
      { name: "DINGTALK_APP_SECRET", title: text("Client Secret (AppSecret)", "Client Secret（AppSecret）") },
      {
        name: "DINGTALK_CORP_ID",
        title: text("CorpId, recommended", "CorpId，建议填写"),
        visible: true,
        optional: true,
      },
    ],
  },
  {
    question: text(
      "Notices and alerts to a Feishu group, by its custom bot?",
      "用飞书群自定义机器人发通知与告警？",
    ),
    fields: [
      { name: "FEISHU_WEBHOOK_URL", title: text("its address", "机器人地址") },
      { name: "FEISHU_WEBHOOK_SECRET", title: text("its signing secret", "签名密钥"), optional: true },
    ],
  },
  {
    question: text(
      "Notices and alerts to a DingTalk group, by its custom robot?",
      "用钉钉群自定义机器人发通知与告警？",
    ),
    fields: [
      { name: "DINGTALK_WEBHOOK_URL", title: text("its address", "机器人地址") },
      {
        name: "DINGTALK_WEBHOOK_SECRET",
        title: text("its signing secret (SEC…)", "加签密钥（SEC 开头）"),
        optional: true,
      },
    ],
  },
  {
    question: text("The signed webhook for other systems?", "开启供其他系统使用的签名 Webhook？"),
    fields: [
      {
        name: "SIGNED_WEBHOOK_SECRET",
        title: text("Enter makes one", "直接回车则生成一个"),
        makes: true,
      },
    ],
  },
];
