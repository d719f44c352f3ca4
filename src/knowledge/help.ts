// The product's own help: the documents that answers draw on to begin with. Each exists in both languages.
import type { DocumentText } from "./document-index.ts";
import aboutEnglish from "./help/about.en.md";
import aboutChinese from "./help/about.zh.md";
import accessEnglish from "./help/access.en.md";
import accessChinese from "./help/access.zh.md";
import answerCacheEnglish from "./help/answer-cache.en.md";
import answerCacheChinese from "./help/answer-cache.zh.md";
import apiEnglish from "./help/api.en.md";
import apiChinese from "./help/api.zh.md";
import chatPageEnglish from "./help/chat-page.en.md";
import chatPageChinese from "./help/chat-page.zh.md";
import connectingAModelEnglish from "./help/connecting-a-model.en.md";
import connectingAModelChinese from "./help/connecting-a-model.zh.md";
import conversationLogsEnglish from "./help/conversation-logs.en.md";
import conversationLogsChinese from "./help/conversation-logs.zh.md";
import deployingEnglish from "./help/deploying.en.md";
import deployingChinese from "./help/deploying.zh.md";
import dingtalkEnglish from "./help/dingtalk.en.md";
import dingtalkChinese from "./help/dingtalk.zh.md";
import feishuEnglish from "./help/feishu.en.md";
import feishuChinese from "./help/feishu.zh.md";
import gettingStartedEnglish from "./help/getting-started.en.md";
import gettingStartedChinese from "./help/getting-started.zh.md";
import signedWebhookEnglish from "./help/signed-webhook.en.md";
import signedWebhookChinese from "./help/signed-webhook.zh.md";
import troubleshootingEnglish from "./help/troubleshooting.en.md";
import troubleshootingChinese from "./help/troubleshooting.zh.md";

const TEXTS: [name: string, english: string, chinese: string][] = [
  ["about", aboutEnglish, aboutChinese],
  ["chat-page", chatPageEnglish, chatPageChinese],
  ["getting-started", gettingStartedEnglish, gettingStartedChinese],
  ["connecting-a-model", connectingAModelEnglish, connectingAModelChinese],
  ["dingtalk", dingtalkEnglish, dingtalkChinese],
  ["feishu", feishuEnglish, feishuChinese],
  ["signed-webhook", signedWebhookEnglish, signedWebhookChinese],
  ["deploying", deployingEnglish, deployingChinese],
  ["access", accessEnglish, accessChinese],
  ["answer-cache", answerCacheEnglish, answerCacheChinese],
  ["conversation-logs", conversationLogsEnglish, conversationLogsChinese],
  ["api", apiEnglish, apiChinese],
  ["troubleshooting", troubleshootingEnglish, troubleshootingChinese],
];

export const HELP: DocumentText[] = TEXTS.flatMap(([name, english, chinese]) => [
  { id: `help/${name}.en`, language: "en" as const, text: english },
  { id: `help/${name}.zh`, language: "zh" as const, text: chinese },
]);
