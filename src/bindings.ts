// What wrangler.toml binds to the Worker, and the settings that arrive as strings beside it.
import type { CompletionRecorder } from "./conversation/completion-recorder.ts";
import type { Conversation } from "./conversation/conversation.ts";
import type { DeviceLinkKeeper } from "./http/device-link-keeper.ts";
import type { RateLimiter } from "./http/rate-limiter.ts";
import type { BackupKeeper } from "./maintenance/backup-keeper.ts";
import type { Caretaker } from "./maintenance/caretaker.ts";
import type { DocumentKeeper } from "./maintenance/document-keeper.ts";
import type { LogKeeper } from "./maintenance/log-keeper.ts";
import type { PlatformAccount } from "./platform/account.ts";
import type { ServiceBindings } from "./services.ts";

export interface Bindings extends ServiceBindings {
  CONVERSATIONS: DurableObjectNamespace<Conversation>;
  COMPLETIONS: DurableObjectNamespace<CompletionRecorder>;
  DEVICE_LINKS: DurableObjectNamespace<DeviceLinkKeeper>;
  RATE_LIMITS: DurableObjectNamespace<RateLimiter>;
  LOGS: DurableObjectNamespace<LogKeeper>;
  CARETAKER: DurableObjectNamespace<Caretaker>;
  ACCOUNTS: DurableObjectNamespace<PlatformAccount>;
  BACKUPS: DurableObjectNamespace<BackupKeeper>;
  DOCUMENTS: DurableObjectNamespace<DocumentKeeper>;
}
