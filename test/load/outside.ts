// The world outside in a process of its own: the model and both platforms, and somebody who looks at their chats. Steered by its parent.
import { startFakeDingTalk } from "../support/fake-dingtalk.ts";
import { startFakeFeishu } from "../support/fake-feishu.ts";
import { startFakeModel } from "../support/fake-model.ts";
import type { Sighting } from "./ledger.ts";
import { createWatch } from "./watch.ts";

/** `storm`: both platforms fail at random until `calm`. `revoke`: no token is worth anything any more. `look`: at everything, once. */
export type OutsideOrder = { name: "storm"; seed: number } | { name: "calm" | "revoke" | "look" };

export type OutsideReport =
  | { name: "open"; model: string; feishu: string; dingtalk: string }
  | { name: "seen"; sightings: Sighting[]; all: boolean };

const LOOK_EVERY_MS = 200;
/** The model keeps what it was asked, histories included: nobody reads it here. */
const KEPT_REQUESTS = 1_000;
/** Of every call of a platform. */
const STORM_SHARE = 0.2;

const [model, feishu, dingtalk] = await Promise.all([
  startFakeModel(),
  startFakeFeishu(),
  startFakeDingTalk(),
]);
const watch = createWatch(feishu, dingtalk, Date.now);
tell({ name: "open", model: model.url, feishu: feishu.url, dingtalk: dingtalk.url });

setInterval(() => {
  if (model.requests.length > KEPT_REQUESTS) model.requests.splice(0, model.requests.length - KEPT_REQUESTS);
  const sightings = watch.look();
  if (sightings.length > 0) tell({ name: "seen", sightings, all: false });
}, LOOK_EVERY_MS);

process.on("message", (order: OutsideOrder) => obey(order));
process.on("disconnect", () => process.exit());

function obey(order: OutsideOrder): void {
  if (order.name === "storm") storm(order.seed);
  else if (order.name === "look") tell({ name: "seen", sightings: watch.lookAtAll(), all: true });
  else
    for (const platform of [feishu, dingtalk]) {
      if (order.name === "calm") platform.chaos(null);
      else platform.revoke();
    }
}

function storm(seed: number): void {
  feishu.chaos({ seed, probability: STORM_SHARE });
  // DingTalk's messages carry no key, so here only faults that are known to have done nothing.
  dingtalk.chaos({
    seed,
    probability: STORM_SHARE,
    faults: [
      { kind: "status", status: 429 },
      { kind: "status", status: 403, code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi" },
      { kind: "errcode", errcode: -1, errmsg: "system busy" },
      { kind: "errcode", errcode: 130101, errmsg: "too fast" },
    ],
  });
}

function tell(report: OutsideReport): void {
  process.send?.(report);
}
