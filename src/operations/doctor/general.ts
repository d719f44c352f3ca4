// Settings that belong to no platform: what cannot be read, who may come in, whether a model answers.
import { type Check, error, judge, skipped, text, warning } from "./report.ts";
import { inChinese } from "./setting-words.ts";
import type { DoctorSubject } from "./subject.ts";

export async function checkGeneral(subject: DoctorSubject): Promise<Check[]> {
  return [...checkProblems(subject.problems), ...checkAccess(subject), await checkModel(subject)];
}

export function checkProblems(problems: DoctorSubject["problems"]): Check[] {
  if (problems.length === 0) {
    const topic = { id: "settings", title: text("Settings", "配置项") };
    return [judge(topic, text("Every setting can be read.", "所有配置项都能识别。"))];
  }
  return problems.map(({ setting, message }) => {
    const topic = {
      id: `settings.${setting}`,
      title: text(`Setting ${setting}`, `配置项 ${setting}`),
    };
    const said = text(
      `${setting} ${message}. Until then APIs and webhooks answer 503.`,
      `${setting} 有误：${inChinese(message)}。改好之前，接口和 Webhook 都会返回 503。`,
    );
    return judge(topic, said, error(said, text(`Correct ${setting}.`, `请改正 ${setting}。`)));
  });
}

function checkAccess({ given }: DoctorSubject): Check[] {
  const admin = { id: "admin_token", title: text("Operator's access", "管理入口") };
  const keys = { id: "api_keys", title: text("Keys for /v1", "/v1 的密钥") };
  const noToken = warning(
    text("ADMIN_TOKEN is not set: /api/admin is closed.", "没有设置 ADMIN_TOKEN，/api/admin 不开放。"),
    text("Set ADMIN_TOKEN to at least 16 random characters.", "把 ADMIN_TOKEN 设为至少 16 位的随机字符。"),
  );
  return [
    judge(
      admin,
      text("ADMIN_TOKEN is set.", "ADMIN_TOKEN 已设置。"),
      !given.includes("ADMIN_TOKEN") && noToken,
    ),
    given.includes("API_KEYS")
      ? judge(keys, text("API_KEYS is set.", "API_KEYS 已设置。"))
      : skipped(
          keys,
          text(
            "API_KEYS is not set: only the admin token opens /v1.",
            "没有设置 API_KEYS，/v1 只认管理令牌。",
          ),
        ),
  ];
}

async function checkModel({ model }: DoctorSubject): Promise<Check> {
  const topic = { id: "model", title: text("Model", "模型") };
  const none = warning(
    text("No model is connected; the documents answer.", "还没有接入模型，目前由文档回答。"),
    text("Set MODEL_ENDPOINT and MODEL_API_KEY.", "设置 MODEL_ENDPOINT 和 MODEL_API_KEY。"),
  );
  const silent = error(
    text("The model does not answer, or refuses the key.", "模型没有响应，或者拒绝了密钥。"),
    text(
      "Check MODEL_ENDPOINT (most end in /v1), MODEL_API_KEY, and the service's own status.",
      "请检查 MODEL_ENDPOINT（多以 /v1 结尾）、MODEL_API_KEY，以及模型服务自身的状态。",
    ),
  );
  if (model === null) return judge(topic, none.message, none);
  const reachable = await model.isReachable().catch(() => false);
  return judge(topic, text("The model answers.", "模型可用。"), !reachable && silent);
}
