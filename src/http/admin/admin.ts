// /api/admin: the operator's doors, behind the admin token or the console's session.
import type { Hono } from "hono";
import { DOCUMENT_BODY_BYTES, FILE_BODY_BYTES, limitBody, SMALL_BODY_BYTES } from "../body.ts";
import { requireAdmin } from "../caller.ts";
import type { AppEnv } from "../context.ts";
import { mountAlerts } from "./alerts.ts";
import { mountBackups } from "./backups.ts";
import { mountChannels } from "./channels.ts";
import { mountConsoleSession } from "./console-session.ts";
import { mountConversations } from "./conversations.ts";
import { mountDeliveries } from "./deliveries.ts";
import { mountDoctor } from "./doctor.ts";
import { mountFiles } from "./files.ts";
import { mountKnowledge } from "./knowledge.ts";
import { mountKnowledgeIndex } from "./knowledge-index.ts";
import { mountLinks } from "./links.ts";
import { mountLogs } from "./logs.ts";
import { limitModelFiles, mountModelFiles } from "./models.ts";
import { mountNotify } from "./notify.ts";
import { mountSearchIndex } from "./search-index.ts";
import { mountSettings } from "./settings.ts";
import { mountStats } from "./stats.ts";

export function mountAdmin(app: Hono<AppEnv>): void {
  // Of several limits on a path the first holds.
  app.on("PUT", "/api/admin/files/*", limitBody(FILE_BODY_BYTES));
  app.on("PUT", "/api/admin/knowledge/*", limitBody(DOCUMENT_BODY_BYTES));
  limitModelFiles(app);
  app.use("/api/admin/*", limitBody(SMALL_BODY_BYTES));
  mountConsoleSession(app);
  app.use("/api/admin/*", async (context, next) => {
    await requireAdmin(context);
    await next();
  });
  mountConversations(app);
  mountDeliveries(app);
  mountNotify(app);
  mountDoctor(app);
  mountChannels(app);
  mountSettings(app);
  mountStats(app);
  mountLogs(app);
  mountAlerts(app);
  mountSearchIndex(app);
  mountFiles(app);
  mountKnowledge(app);
  mountKnowledgeIndex(app);
  mountLinks(app);
  mountModelFiles(app);
  mountBackups(app);
}
