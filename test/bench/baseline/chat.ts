// One chat: a Durable Object that keeps each message once.
import { DurableObject } from "cloudflare:workers";

export class Chat extends DurableObject {
  constructor(...parts: ConstructorParameters<typeof DurableObject>) {
    super(...parts);
    this.ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS messages (message_id TEXT PRIMARY KEY, content TEXT NOT NULL)",
    );
  }

  keep(messageId: string, content: string): void {
    this.ctx.storage.sql.exec(
      "INSERT OR IGNORE INTO messages (message_id, content) VALUES (?, ?)",
      messageId,
      content,
    );
  }
}
