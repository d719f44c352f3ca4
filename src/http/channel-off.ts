// The refusal of a channel that nobody switched on.
import type { Failure } from "../core/error.ts";

export function channelOff(channel: string): Failure {
  return { kind: "not_found", code: "channel_off", message: `The channel ${channel} is not configured.` };
}
