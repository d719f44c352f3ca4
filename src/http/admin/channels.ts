// GET /api/admin/channels: each channel's state, what its platform's console wants pasted, what came last and what was refused last.
import type { Hono } from "hono";
import { billingMonth, callsIn } from "../../core/quota.ts";
import { servicesOf } from "../../services.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { mount } from "../routes.ts";

/** What Feishu's console takes under 批量导入权限. */
const FEISHU_SCOPES = {
  scopes: {
    tenant: [
      "im:message",
      "im:message.p2p_msg:readonly",
      "im:message.group_at_msg:readonly",
      "im:resource",
      "cardkit:card:write",
    ],
    user: [],
  },
};
const DINGTALK_PERMISSIONS = ["qyapi_robot_sendmsg", "Card.Instance.Write", "Card.Streaming.Write"];

export function mountChannels(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/channels", { GET: listChannels });
}

async function listChannels(context: AppContext): Promise<Response> {
  const { config } = servicesOf(context.env);
  const address = new URL(context.req.url).origin;
  const { signed } = config.channels;
  const nothing = { message: null, scopes: null, permissions: [], events: [], calls: null, group_bot: false };
  const silent = { ...nothing, last_event: null, last_refusal: null };
  const platforms = await Promise.all([platform(context, "feishu"), platform(context, "dingtalk")]);
  const openAi = config.apiKeys.length > 0 || config.adminToken !== null ? "on" : "off";
  const data = [
    ...platforms,
    { channel: "signed", ...silent, status: signed.status, callback_url: `${address}/webhooks/signed` },
    { channel: "openai", ...silent, status: openAi, callback_url: `${address}/v1` },
    { channel: "web", ...silent, status: "on", callback_url: `${address}/` },
  ];
  return context.json({ data, next_cursor: null });
}

async function platform(context: AppContext, name: "feishu" | "dingtalk") {
  const { config, now } = servicesOf(context.env);
  const setting = config.channels[name];
  const report = await context.env.ACCOUNTS.getByName(name).report();
  const month = billingMonth(now());
  const used = callsIn(month, report.calls);
  const isFeishu = name === "feishu";
  return {
    channel: name,
    status: setting.status,
    message: setting.status === "misconfigured" ? setting.message : null,
    callback_url: `${new URL(context.req.url).origin}/webhooks/${name}`,
    scopes: isFeishu ? JSON.stringify(FEISHU_SCOPES, null, 2) : null,
    permissions: isFeishu ? FEISHU_SCOPES.scopes.tenant : DINGTALK_PERMISSIONS,
    events: isFeishu ? ["im.message.receive_v1", "card.action.trigger"] : [],
    last_event: moment(report.arrived),
    last_refusal: moment(report.refused),
    calls: { month, used, allowance: setting.status === "on" ? setting.settings.monthlyCalls : null },
    group_bot: config.channels.groupBots[name] !== null,
  };
}

function moment(noted: { at: number; reason: string } | null) {
  return noted === null ? null : { at: new Date(noted.at).toISOString(), reason: noted.reason };
}
