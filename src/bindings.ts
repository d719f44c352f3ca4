// What wrangler.toml binds to the Worker, and the settings that arrive as strings beside it.
import type { CompletionRecorder } from "./conversation/completion-recorder.ts";
import type { Conversation } from "./conversation/conversation.ts";
import type { RateLimiter } from "./http/rate-limiter.ts";
import type { PlatformAccount } from "./platform/account.ts";
import type { ServiceBindings } from "./services.ts";

export interface Bindings extends ServiceBindings {
  ASSETS: Fetcher;
  FILES: R2Bucket;
  CONVERSATIONS: DurableObjectNamespace<Conversation>;
  COMPLETIONS: DurableObjectNamespace<CompletionRecorder>;
  RATE_LIMITS: DurableObjectNamespace<RateLimiter>;
  ACCOUNTS: DurableObjectNamespace<PlatformAccount>;
}
