// What a log line is: its level, the area it speaks of, and which facts may stand in it.

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_AREAS = [
  "http",
  "conversation",
  "channels.feishu",
  "channels.dingtalk",
  "channels.signed",
  "model",
  "knowledge",
  "storage",
  "operations",
] as const;
export type LogArea = (typeof LOG_AREAS)[number];

/** From which level on an area's lines are kept. */
export interface LogThresholds {
  all: LogLevel;
  byArea: Partial<Record<LogArea, LogLevel>>;
}

export function isLogged(thresholds: LogThresholds, level: LogLevel, area: LogArea): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(thresholds.byArea[area] ?? thresholds.all);
}
