// Prometheus' text format: one family of samples after the other, each with its help and type.

export type MetricType = "counter" | "gauge" | "histogram";

/** By name and labels in the notation itself, such as `requests_total{route="chat"}`. */
export type Samples = Record<string, number>;

const FAMILIES: Record<string, { type: MetricType; help: string }> = {
  clawdbot_http_requests_total: { type: "counter", help: "Requests answered, by route and status." },
  clawdbot_http_request_duration_seconds: {
    type: "histogram",
    help: "Seconds until an answer began, by route.",
  },
  clawdbot_turns_total: { type: "counter", help: "Messages answered, by channel, model, status and cache." },
  clawdbot_tokens_total: { type: "counter", help: "Tokens as the model counted them, by channel and kind." },
  clawdbot_answer_duration_seconds: {
    type: "histogram",
    help: "Seconds from a message to the end of its answer, by channel.",
  },
  clawdbot_first_token_seconds: {
    type: "histogram",
    help: "Seconds from a message to the first piece of its answer, by channel.",
  },
  clawdbot_model_failures_total: {
    type: "counter",
    help: "Calls to the model that failed, after their retries, by code.",
  },
  clawdbot_deliveries: { type: "gauge", help: "Deliveries that wait or that failed for good." },
  clawdbot_deliveries_total: { type: "counter", help: "Deliveries that came to an end, by state." },
  clawdbot_platform_calls: { type: "gauge", help: "Calls to a platform's API in a month, by operation." },
  clawdbot_platform_monthly_allowance: {
    type: "gauge",
    help: "Calls a month that the operator configured.",
  },
  clawdbot_database_bytes: { type: "gauge", help: "Size of a database." },
  clawdbot_log_bytes: { type: "gauge", help: "Size of the log files, compressed, by kind." },
  clawdbot_log_lines_lost_total: { type: "counter", help: "Log lines that could not be kept." },
  clawdbot_alerts: { type: "gauge", help: "Alerts that hold at this moment, by rule." },
  clawdbot_cron_last_run_timestamp_seconds: { type: "gauge", help: "When the cron last ran." },
};

/** Families without a sample are left out. */
export function prometheusText(samples: Samples): string {
  const byFamily = Map.groupBy(Object.entries(samples), ([key]) => familyOf(key.split("{", 1)[0] ?? ""));
  return Object.entries(FAMILIES)
    .map(([name, { type, help }]) => {
      const lines = (byFamily.get(name) ?? []).map(([key, value]) => `${key} ${value}\n`);
      return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}

/** A histogram's samples bear its name and an ending. */
function familyOf(name: string): string {
  const stem = name.replace(/_(?:bucket|sum|count)$/, "");
  return FAMILIES[stem]?.type === "histogram" ? stem : name;
}

export function sampleKey(name: string, labels: Record<string, string | number | boolean>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeLabel(String(value))}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}

/** Adds up what the shards counted. */
export function mergeSamples(all: Samples[]): Samples {
  const merged: Samples = {};
  for (const samples of all)
    for (const [key, value] of Object.entries(samples)) merged[key] = (merged[key] ?? 0) + value;
  return merged;
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}
