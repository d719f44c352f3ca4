// POST /api/admin/notify: a notice to a group, by the custom bot that the operator put there.
import type { Hono } from "hono";
import * as v from "valibot";
import { servicesOf } from "../../services.ts";
import { parseBody, readJson } from "../body.ts";
import { type AppContext, type AppEnv, refuse } from "../context.ts";
import { mount } from "../routes.ts";

/** Some messages of either platform; more is a document, not a notice. */
const LONGEST_NOTICE = 50_000;

const noticeSchema = v.object({
  channel: v.picklist(["dingtalk", "feishu"], "must be dingtalk or feishu"),
  text: v.pipe(
    v.string(),
    v.check((text) => text.trim() !== "", "must not be empty"),
    v.maxLength(LONGEST_NOTICE, `must have at most ${LONGEST_NOTICE} characters`),
  ),
});

export function mountNotify(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/notify", { POST: notify });
}

async function notify(context: AppContext): Promise<Response> {
  const { channel, text } = parseBody(noticeSchema, (await readJson(context)).value);
  const sent = await servicesOf(context.env).notify(channel, text);
  if (sent === null) {
    const setting = `${channel.toUpperCase()}_WEBHOOK_URL`;
    const message = `No custom bot of ${channel} is configured. Set ${setting}.`;
    return refuse({ kind: "not_found", code: "channel_off", message, param: "channel" });
  }
  if (!sent.ok) return refuse({ kind: "platform", code: sent.error.code, message: sent.error.message });
  return context.json({ channel, sent: true });
}
