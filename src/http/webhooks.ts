// POST /webhooks/*: where platforms and other systems deliver. Verified as raw bytes, stored, and only then acknowledged.
import type { Hono } from "hono";
import type { PlatformName } from "../channel-services.ts";
import type { Failure } from "../core/error.ts";
import type { Result } from "../core/result.ts";
import { type Services, servicesOf } from "../services.ts";
import { limitBody, readBody, SMALL_BODY_BYTES } from "./body.ts";
import { channelOff } from "./channel-off.ts";
import { type AppContext, type AppEnv, refuse } from "./context.ts";
import { mount } from "./routes.ts";
import { receiveSigned } from "./signed.ts";
import { noteDelivery } from "./webhook-notes.ts";

/** A platform that does not tell who the bot is must not delay the acknowledgement. */
const IDENTITY_PATIENCE_MS = 500;
/** Who the bot is, once this isolate learnt it. */
const identities = new WeakMap<Services, { id: string; name: string }>();

export function mountWebhooks(app: Hono<AppEnv>): void {
  app.use("/webhooks/*", limitBody(SMALL_BODY_BYTES));
  mount(app, "/webhooks/feishu", { POST: (context) => receive(context, "feishu") });
  mount(app, "/webhooks/dingtalk", { POST: (context) => receive(context, "dingtalk") });
  mount(app, "/webhooks/signed", { POST: receiveSigned });
}

async function receive(context: AppContext, platform: PlatformName): Promise<Response> {
  const services = servicesOf(context.env);
  const setting = services.config.channels[platform];
  if (setting.status === "misconfigured")
    refuse({ kind: "unavailable", code: "misconfigured", message: setting.message });
  const receiver = services.channels[platform]?.receiver ?? refuse(channelOff(platform));
  const delivery = { headers: context.req.raw.headers, body: await readBody(context) };
  const event = proven(context, platform, await receiver.verify(delivery, services.now()));
  const { requestId } = context.var;
  const known = identities.get(services) ?? null;
  const taken = await services.takeEvent(platform, event, known, requestId);
  if (taken.became !== "unidentified") return context.json(taken.acknowledgement);

  const account = context.env.ACCOUNTS.getByName(platform);
  const bot = await account.identity(IDENTITY_PATIENCE_MS);
  if (bot !== null) {
    identities.set(services, bot);
    await services.takeEvent(platform, event, bot, requestId);
  } else if (!(await account.hold(event, requestId))) refuse(NO_ROOM);
  return context.json(taken.acknowledgement);
}

function proven<T>(context: AppContext, platform: PlatformName, verified: Result<T>): T {
  if (verified.ok) {
    noteDelivery(context, platform, "arrived", "");
    return verified.value;
  }
  const { failure } = verified;
  noteDelivery(context, platform, "refused", "message" in failure ? failure.message : failure.kind);
  return refuse(failure);
}

const NO_ROOM: Failure = {
  kind: "unavailable",
  code: "try_again",
  message: "Too many messages wait until the platform tells who the bot is. Deliver it again later.",
};
