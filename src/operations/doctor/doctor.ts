// Examines a configuration, the platforms behind it and the address in front of it. Changes nothing, and never throws.
import { checkAddress } from "./address.ts";
import { checkAllowance } from "./allowance.ts";
import { checkCallbacks } from "./callbacks.ts";
import { checkState } from "./channel-state.ts";
import { checkDeliveries } from "./deliveries.ts";
import { checkDingTalkSettings } from "./dingtalk-settings.ts";
import { checkFeishuSettings } from "./feishu-settings.ts";
import { checkGeneral } from "./general.ts";
import { checkGroupBot } from "./group-bot.ts";
import { checkPlatform } from "./platform.ts";
import { redact } from "./redact.ts";
import type { Check, DoctorReport } from "./report.ts";
import { checkSigned } from "./signed-settings.ts";
import type { DoctorSubject, Platform } from "./subject.ts";

export async function runDoctor(subject: DoctorSubject): Promise<DoctorReport> {
  const [general, address] = await Promise.all([checkGeneral(subject), checkAddress(subject)]);
  const platforms = await Promise.all([
    examine(subject, "feishu", address.reached),
    examine(subject, "dingtalk", address.reached),
  ]);
  const signed = checkSigned(subject.channels.signed);
  const checks = redact([...general, ...address.checks, ...platforms.flat(), signed], subject);
  return { ok: checks.every(({ status }) => status !== "error"), checks };
}

async function examine(subject: DoctorSubject, platform: Platform, reached: boolean): Promise<Check[]> {
  const setting = subject.channels[platform];
  const groupBot = checkGroupBot(platform, subject.groupBots[platform]);
  const always = [checkState(subject, platform), ...(groupBot === null ? [] : [groupBot])];
  if (setting.status !== "on") return always;
  const { account } = subject.platforms[platform];
  const now = subject.now();
  const [asked, callbacks] = await Promise.all([
    checkPlatform(platform, subject.platforms[platform]),
    checkCallbacks(subject, platform, reached),
  ]);
  return [
    ...always,
    ...settingsOf(subject, platform),
    checkAllowance(platform, setting.settings.monthlyCalls, account, now),
    ...asked,
    ...callbacks,
    checkDeliveries(platform, account, now),
  ];
}

function settingsOf({ channels }: DoctorSubject, platform: Platform): Check[] {
  const { feishu, dingtalk } = channels;
  if (platform === "feishu") return feishu.status === "on" ? checkFeishuSettings(feishu.settings) : [];
  return dingtalk.status === "on" ? checkDingTalkSettings(dingtalk.settings) : [];
}
