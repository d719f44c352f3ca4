// The settings of logs, alerts, backups and retention.
import { LOG_AREAS, LOG_LEVELS, type LogArea, type LogLevel, type LogThresholds } from "../core/log.ts";
import type { SettingsReader } from "./settings.ts";

export interface OperationsConfig {
  logThresholds: LogThresholds;
  /** Bytes of one log file before it is compressed; a longer one is cut. */
  logMaxBytes: number;
  logMaxHistoryDays: number;
  logFlushMs: number;
  /** Null: every platform that has a custom bot. */
  alertChannels: ("dingtalk" | "feishu")[] | null;
  alertFirstTokenMs: number;
  /** As much as the plan gives one D1 database. */
  databaseMaxBytes: number;
  /** Whoever has room for a larger database than the free plan gives is not on that plan. */
  isLargerPlan: boolean;
  /** 0: conversations are kept for ever. */
  retentionDays: number;
  /** 0: no daily backup, and none is pruned. */
  backupKeepDays: number;
}

const FREE_DATABASE_BYTES = 500 * 1024 ** 2;

export function readOperations(settings: SettingsReader): OperationsConfig {
  const { read } = settings;
  return {
    logThresholds: { all: read("LOG_LEVEL"), byArea: readAreaLevels(settings) },
    logMaxBytes: read("LOG_MAX_SIZE"),
    logMaxHistoryDays: read("LOG_MAX_HISTORY"),
    logFlushMs: read("LOG_FLUSH_SECONDS") * 1000,
    alertChannels: readAlertChannels(settings),
    alertFirstTokenMs: read("ALERT_FIRST_TOKEN_SECONDS") * 1000,
    databaseMaxBytes: read("DATABASE_MAX_SIZE"),
    isLargerPlan: read("DATABASE_MAX_SIZE") > FREE_DATABASE_BYTES,
    retentionDays: read("RETENTION_DAYS"),
    backupKeepDays: read("BACKUP_KEEP_DAYS"),
  };
}

/** `channels.feishu=debug,model=warn` */
function readAreaLevels({ read, problems }: SettingsReader): Partial<Record<LogArea, LogLevel>> {
  const levels: Partial<Record<LogArea, LogLevel>> = {};
  for (const rule of read("LOG_LEVELS")) {
    const [areaName, levelName] = rule.split("=").map((word) => word.trim());
    const area = LOG_AREAS.find((known) => known === areaName);
    const level = LOG_LEVELS.find((known) => known === levelName?.toLowerCase());
    if (area !== undefined && level !== undefined) levels[area] = level;
    else
      problems.push({
        setting: "LOG_LEVELS",
        message: `must be area=level, separated by commas, with areas of ${LOG_AREAS.join(", ")} and levels of ${LOG_LEVELS.join(", ")}`,
      });
  }
  return levels;
}

function readAlertChannels({ read, has, problems }: SettingsReader): OperationsConfig["alertChannels"] {
  const names = read("ALERT_CHANNELS");
  if (names === undefined) return null;
  const channels = (["dingtalk", "feishu"] as const).filter((channel) => names.includes(channel));
  if (names.some((name) => name !== "dingtalk" && name !== "feishu") || names.length === 0)
    problems.push({ setting: "ALERT_CHANNELS", message: "must be dingtalk, feishu or both" });
  for (const channel of channels) {
    const bot = channel === "feishu" ? "FEISHU_WEBHOOK_URL" : "DINGTALK_WEBHOOK_URL";
    if (!has(bot))
      problems.push({ setting: bot, message: `must be set when ALERT_CHANNELS names ${channel}` });
  }
  return channels;
}
