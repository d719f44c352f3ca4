// Deliveries to ourselves, as the platform would send them: a genuine one is taken, a forged one refused, a challenge answered.
import type { Probe } from "../../channels/channel.ts";
import { type Exchange, exchange } from "./exchange.ts";
import { findObstacle, slowness } from "./obstacle.ts";
import { type Check, error, type Fault, judge, skipped, type Topic, text } from "./report.ts";
import type { DoctorSubject, Platform } from "./subject.ts";
import { topicOf, WORDS } from "./words.ts";

const TOPICS: Record<Probe["name"], [id: string, en: string, zh: string]> = {
  genuine: ["callback.genuine", "genuine delivery", "真实投递"],
  forged: ["callback.forged", "forged delivery", "伪造投递"],
  challenge: ["callback.challenge", "address check", "地址校验"],
};

const FINE = {
  genuine: text("It is taken.", "已被接收。"),
  forged: text("It is refused.", "已被拒绝。"),
  challenge: text("It is answered in clear text.", "已用明文应答。"),
};

const NOT_TRIED = text("Not tried: the address has to answer first.", "没有尝试：地址要先能访问。");

/** `reached` false: it is known already that nobody of ours answers. */
export async function checkCallbacks(
  subject: DoctorSubject,
  platform: Platform,
  reached: boolean,
): Promise<Check[]> {
  const { probes: make } = subject.platforms[platform];
  if (make === null || subject.url === null) return [];
  const url = `${subject.url}${WORDS[platform].path}`;
  const checks: Check[] = [];
  let blocked = !reached;
  for (const probe of await make()) {
    const topic = topicOf(platform, ...TOPICS[probe.name]);
    if (blocked) {
      checks.push(skipped(topic, NOT_TRIED));
      continue;
    }
    const { headers, body } = probe;
    const answer = await exchange(subject, url, { method: "POST", headers, body });
    const obstacle = findObstacle(answer, WORDS[platform].path, subject.inside);
    blocked = obstacle !== null;
    checks.push(judgeProbe(topic, platform, probe, answer, obstacle));
  }
  return checks;
}

function judgeProbe(
  topic: Topic,
  platform: Platform,
  { name, expects }: Probe,
  answer: Exchange,
  obstacle: Fault | null,
): Check {
  const status = answer.kind === "answered" ? answer.status : 0;
  const json = answer.kind === "answered" ? answer.json : null;
  const asExpected =
    status === expects.status &&
    Object.entries(expects.json ?? {}).every(([key, value]) => json?.[key] === value);
  const wrong = asExpected ? null : faultOf(platform, name, status);
  return judge(topic, FINE[name], obstacle, wrong, slowness(answer));
}

function faultOf(platform: Platform, name: Probe["name"], status: number): Fault {
  if (status === 404) return unlike(platform, text("has the channel switched off", "没有启用该渠道"), status);
  if (status === 503)
    return unlike(platform, text("is misconfigured or overloaded", "配置有误或过载"), status);
  if (name === "forged" && status === 200)
    return error(
      text(
        "It was taken: whoever answers there checks no signature.",
        "它被接收了：那里的服务没有校验签名。",
      ),
      text(
        "Make sure that this very version is deployed at the address: npm run deploy.",
        "请确认该地址部署的是当前版本：npm run deploy。",
      ),
    );
  if (status === 401)
    return unlike(platform, text("refused it: it has other settings", "拒绝了它：那里的配置不同"), status);
  return unlike(platform, text("gave another answer than expected", "应答与预期不同"), status);
}

/** What is examined, and what answers at the address, are not the same. */
function unlike(platform: Platform, what: { en: string; zh: string }, status: number): Fault {
  const { id, secret } = WORDS[platform];
  const more =
    platform === "feishu" ? ", FEISHU_ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN" : ", DINGTALK_ROBOT_CODE";
  return error(
    text(`The Worker at this address ${what.en} (${status}).`, `该地址上的服务${what.zh}（${status}）。`),
    text(
      `Give it these very settings (${id}, ${secret}${more}), then start or deploy it again.`,
      `请让它使用同样的配置（${id}, ${secret}${more}），然后重新启动或部署。`,
    ),
  );
}
