// The shapes of what the operator watches.
import { count, type JsonObject, list, nullable, page, ref, shape, text, time } from "./shapes.ts";

const flag = { type: "boolean" };
const durations = nullable(shape({ mean: count, p50: count, p95: count }));
const counts = {
  turns: count,
  failed: count,
  stopped: count,
  cached: count,
  prompt_tokens: count,
  completion_tokens: count,
  latency_ms: durations,
  first_token_ms: durations,
};
const moment = nullable(shape({ at: time, reason: text }));

export const monitoringSchemas: JsonObject = {
  SignIn: shape({ token: { ...text, description: "ADMIN_TOKEN" } }),
  Session: shape({ expires_at: time }),
  Stats: shape({
    from: time,
    to: time,
    bucket: { type: "string", enum: ["hour", "day"] },
    series: list(shape({ time, ...counts })),
    totals: shape(counts),
    by_channel: list(shape({ channel: text, ...counts })),
    by_model: list(shape({ model: text, ...counts })),
    now: shape({
      deliveries: list(shape({ channel: text, direction: text, state: text, count })),
      platforms: list(shape({ platform: text, month: text, calls: count, allowance: nullable(count) })),
      alerts: count,
      database_bytes: nullable(count),
      log_bytes: count,
      cron_last_run: nullable(time),
      requests: shape({ minutes: count, total: count, errors: count }),
    }),
  }),
  LogLine: {
    ...shape({ timestamp: time, level: text, kind: { type: "string", enum: ["access", "app"] } }),
    additionalProperties: true,
  },
  LogLinePage: page("data", ref("LogLine")),
  Alert: shape({
    id: text,
    rule: text,
    subject: nullable(text),
    state: { type: "string", enum: ["on", "over"] },
    since: time,
    until: nullable(time),
    text: shape({ zh: text, en: text }),
    sent: list(shape({ channel: text, at: time, error: nullable(text) })),
  }),
  AlertPage: shape({
    data: list(ref("Alert")),
    next_cursor: { type: "null" },
    cron_last_run: nullable(time),
    channels: list(text),
  }),
  Channel: shape({
    channel: text,
    status: { type: "string", enum: ["on", "off", "misconfigured"] },
    message: nullable(text),
    callback_url: text,
    scopes: nullable({ ...text, description: "JSON for the platform's console" }),
    permissions: list(text),
    events: list(text),
    last_event: moment,
    last_refusal: moment,
    calls: nullable(shape({ month: text, used: count, allowance: nullable(count) })),
    group_bot: flag,
  }),
  ChannelPage: page("data", ref("Channel")),
  Rebuild: shape({ running: flag, rows: count, started_at: nullable(time), finished_at: nullable(time) }),
  Setting: shape({
    name: text,
    value: nullable(text),
    secret: flag,
    fingerprint: nullable(text),
    is_default: flag,
    problem: nullable(text),
  }),
  SettingPage: page("data", ref("Setting")),
};
