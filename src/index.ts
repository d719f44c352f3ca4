// The Worker: its door and the Durable Object classes it brings along.
import { createApp } from "./app.ts";
import type { Bindings } from "./bindings.ts";
import { caretaker } from "./http/objects.ts";

export { CompletionRecorder } from "./conversation/completion-recorder.ts";
export { Conversation } from "./conversation/conversation.ts";
export { DeviceLinkKeeper } from "./http/device-link-keeper.ts";
export { RateLimiter } from "./http/rate-limiter.ts";
export { BackupKeeper } from "./maintenance/backup-keeper.ts";
export { Caretaker } from "./maintenance/caretaker.ts";
export { DocumentKeeper } from "./maintenance/document-keeper.ts";
export { LogKeeper } from "./maintenance/log-keeper.ts";
export { PlatformAccount } from "./platform/account.ts";

const app = createApp();

export default {
  fetch: app.fetch,
  /** Every minute. */
  scheduled: (_controller, env) => caretaker(env).tick(),
} satisfies ExportedHandler<Bindings>;
