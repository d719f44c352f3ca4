// How the operator watches the service: charts, logs, alerts, channels, settings, figures for a Prometheus server.
import { cursor, jsonBody, limit, operation, parameter } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const from = parameter("from", "query", "ISO 8601 or a date, inclusive");
const to = parameter("to", "query", "ISO 8601, exclusive, or a date, whose whole day counts");

export const monitoringPaths: JsonObject = {
  "/api/admin/session": {
    post: operation("Operator", "Sign in to the console", {
      description:
        "Sets a cookie for twelve hours that opens `/api/admin` instead of the token, from the console's own page only.",
      security: [],
      requestBody: jsonBody(ref("SignIn")),
      responses: answers({ 200: ["Signed in", ref("Session")] }, 400, 401, 429, 503),
    }),
    get: operation("Operator", "Whether somebody is signed in, and until when", {
      security: [],
      responses: answers({ 200: ["The session", ref("Session")] }, 401, 503),
    }),
    delete: operation("Operator", "Sign out", {
      security: [],
      responses: answers({ 204: ["Signed out"] }, 403),
    }),
  },
  "/api/admin/stats": {
    get: operation("Operator", "Read what the console's charts show", {
      description:
        "Counts of every hour or day (UTC) of the range, by channel and by model, and how things stand now. Percentiles are estimated " +
        "from a histogram. Counts outlive the rows that retention deletes.",
      parameters: [from, to, parameter("bucket", "query", "hour (unless given) or day")],
      responses: answers({ 200: ["The counts", ref("Stats")] }, 400, 401, 503),
    }),
  },
  "/api/admin/logs": {
    get: operation("Operator", "Read log lines, newest first", {
      description:
        "Lines that stand in a file already and those that wait for one alike. A page may hold fewer lines than asked for and still have a " +
        "`next_cursor`: one call opens a limited number of files.",
      parameters: [
        parameter("kind", "query", "access or app; both unless given"),
        parameter("level", "query", "debug, info, warn or error: at least this"),
        parameter("area", "query", "http, conversation, channels, channels.feishu, model, storage, …"),
        parameter("q", "query", "Text in the line, such as a request id"),
        from,
        to,
        limit,
        cursor,
      ],
      responses: answers({ 200: ["A page of lines", ref("LogLinePage")] }, 400, 401, 503),
    }),
  },
  "/api/admin/alerts": {
    get: operation("Operator", "List alerts, newest first", {
      responses: answers({ 200: ["Alerts, and when the cron last ran", ref("AlertPage")] }, 401, 503),
    }),
  },
  "/api/admin/channels": {
    get: operation("Operator", "Read each channel's state, and what its platform's console wants pasted", {
      responses: answers({ 200: ["The channels", ref("ChannelPage")] }, 401, 503),
    }),
  },
  "/api/admin/settings": {
    get: operation("Operator", "Read the settings as they are in force", {
      description: "Secrets show as the first eight characters of their SHA-256 only.",
      responses: answers({ 200: ["The settings", ref("SettingPage")] }, 401, 503),
    }),
  },
  "/api/admin/search-index": {
    post: operation("Operator", "Make the full-text index of conversations anew", {
      description: "In the background. Rows that are indexed already stay; said twice, it goes on.",
      responses: answers({ 202: ["It runs", ref("Rebuild")] }, 401, 503),
    }),
    get: operation("Operator", "How far the index is", {
      responses: answers({ 200: ["The state", ref("Rebuild")] }, 401, 503),
    }),
  },
  "/metrics": {
    get: operation("Operator", "Read figures in Prometheus' text format", {
      description:
        "Requests and their durations by route; turns, tokens and durations by channel; failures of the model by code; deliveries by state; " +
        "calls to the platforms by month; sizes of databases and logs; alerts; when the cron last ran.",
      responses: answers({ 200: ["The figures", { type: "string" }, ["text/plain"]] }, 401, 403, 429, 503),
    }),
  },
};
