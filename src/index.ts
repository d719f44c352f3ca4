// The Worker: its door and the Durable Object classes it brings along.
import { createApp } from "./app.ts";

export { CompletionRecorder } from "./conversation/completion-recorder.ts";
export { Conversation } from "./conversation/conversation.ts";
export { RateLimiter } from "./http/rate-limiter.ts";
export { PlatformAccount } from "./platform/account.ts";

export default createApp();
