// POST /webhooks/*: where platforms deliver. A channel that is not configured says so.
import type { Hono } from "hono";
import { limitBody, SMALL_BODY_BYTES } from "./body.ts";
import { type AppEnv, refuse } from "./context.ts";
import { mount } from "./routes.ts";

const CHANNELS = ["dingtalk", "feishu", "signed"];

export function mountWebhooks(app: Hono<AppEnv>): void {
  app.use("/webhooks/*", limitBody(SMALL_BODY_BYTES));
  for (const channel of CHANNELS) {
    const message = `The channel ${channel} is not configured.`;
    mount(app, `/webhooks/${channel}`, {
      POST: () => refuse({ kind: "not_found", code: "channel_off", message }),
    });
  }
}
