// Notes when a platform delivered last, and what was refused last and why: the first questions of a set-up.
import type { PlatformName } from "../channel-services.ts";
import { areaOf } from "../core/log.ts";
import { PROBE_HEADER } from "../core/probe.ts";
import { servicesOf } from "../services.ts";
import type { AppContext } from "./context.ts";

/** One note in this time is enough, however many deliveries (or attacks) there are. */
const NOTE_EVERY_MS = 10_000;
const notedAt = new Map<string, number>();

export function noteDelivery(
  context: AppContext,
  platform: PlatformName,
  kind: "arrived" | "refused",
  reason: string,
): void {
  // The doctor's own deliveries say nothing of the platform's.
  if (context.req.header(PROBE_HEADER) !== undefined) return;
  const key = `${platform} ${kind}`;
  const now = Date.now();
  if (now - (notedAt.get(key) ?? 0) < NOTE_EVERY_MS) return;
  notedAt.set(key, now);
  if (kind === "refused") {
    const facts = { request_id: context.var.requestId, reason };
    servicesOf(context.env).telemetry.write("warn", areaOf(platform), "delivery_refused", facts);
  }
  const noted = context.env.ACCOUNTS.getByName(platform).note(kind, reason);
  // What is lost with it is a line of the doctor's.
  context.executionCtx.waitUntil(noted.catch(() => undefined));
}
