// The settings, as somebody may have typed them: one line is one of them.
import { parseConfig } from "../../../src/config/config.ts";
import { exchange } from "../../../src/operations/doctor/exchange.ts";
import { isLocal, ownerOf, readUrl } from "../../../src/operations/doctor/host.ts";
import { accessLine, appLine, createRedaction } from "../../../src/operations/log/line.ts";
import { hold, holdSame } from "../hold.ts";
import { onText, type Target } from "../target.ts";
import { inPieces } from "./model.ts";

const SEEDS = [
  'MODEL_ENDPOINT=https://api.example.com/v1\nMODEL_API_KEY=k\nMODEL_ENDPOINTS={"a":"https://b.example/v1","c":{"url":"https://d.example","model":"m"}}\nMODEL_API_KEY_A=k\nMODEL_API_KEY_C=k',
  'MCP_SERVERS={"tools":{"url":"https://a.example/mcp","tools":["x"],"groups":true}}\nMCP_TOKEN_TOOLS=t\nMODEL_TOOLS=on',
  "LOG_LEVELS=channels.feishu=debug,model=warn\nLOG_LEVEL=info\nLOG_MAX_SIZE=100MB\nRETENTION_DAYS=30\nALERT_CHANNELS=feishu",
  "ALLOWED_CIDRS=10.0.0.0/8,2001:db8::/32\nWIDGET_ORIGINS=https://*.example.com,*\nSUGGESTIONS=a|b|c\nAPI_KEYS=a,b\nADMIN_TOKEN=0123456789abcdef",
  "FEISHU_APP_ID=cli\nFEISHU_APP_SECRET=s\nFEISHU_ENCRYPT_KEY=k\nFEISHU_API_BASE=https://open.feishu.cn/\nDINGTALK_APP_KEY=k\nDINGTALK_APP_SECRET=s\nSIGNED_WEBHOOK_SECRET=0123456789abcdef",
];

export const configTargets: Target[] = [
  {
    name: "settings",
    covers: ["src/config/"],
    seeds: () => SEEDS,
    tokens: [
      "\nMODEL_ENDPOINTS=",
      "\nMCP_SERVERS=",
      "\nALLOWED_CIDRS=",
      "\nLOG_LEVELS=",
      "\nWIDGET_ORIGINS=",
      "/33",
      "::",
      "https://",
      "MB",
      "={}",
      "=[]",
      "__proto__",
      "@",
    ],
    check: onText((text) => {
      const env = Object.create(null) as Record<string, string>;
      for (const line of text.split("\n")) {
        const at = line.indexOf("=");
        if (at > 0) env[line.slice(0, at)] = line.slice(at + 1);
      }
      const { config, problems } = parseConfig(env);
      for (const { setting, message } of problems) {
        hold(setting !== "" && message !== "", "a problem has a name and words");
        const value = env[setting] ?? "";
        const isExample = value.length < 24 || "https://api.example.com/v1".includes(value);
        hold(isExample || !message.includes(value), "no problem tells a value");
      }
      const given = env.ALLOWED_CIDRS ?? "";
      if (given !== "") hold(config.allowedNetworks !== null, "networks that cannot be read let nobody in");
      for (const origin of config.widgetOrigins)
        hold(/^[\x21-\x7e]+$/.test(origin) && !/[;,]/.test(origin), "a policy can hold it");
      for (const { baseUrl, apiKey } of config.endpoints.values())
        hold(URL.canParse(baseUrl) && apiKey !== "", "an endpoint can be called");
      for (const { url } of config.mcpServers) hold(URL.canParse(url), "a server can be called");
      holdSame(parseConfig(env).problems, problems, "read again");
    }),
  },
  {
    name: "doctor-answer",
    covers: ["src/operations/doctor/exchange.ts", "src/operations/doctor/host.ts"],
    seeds: () => ['{"challenge":"c"}', "<!doctype html>", "https://open.feishu.cn/x"],
    tokens: ["{", "<html", "https://", "localhost", "[::1]", ".feishu.cn"],
    async check(input) {
      const caller = { fetch: async () => inPieces(input), now: () => 0 };
      const answer = await exchange(caller, "https://a.example/", {});
      hold(answer.kind === "answered", "it was answered");
      const url = readUrl(Buffer.from(input).toString("utf8"));
      if (url !== null)
        hold(typeof isLocal(url) === "boolean" && ownerOf(url) !== undefined, "somebody's or nobody's");
    },
  },
  {
    name: "log-line",
    covers: ["src/operations/log/line.ts"],
    seeds: () => [
      "Error: https://a.example/?token=secret-of-the-test failed",
      "a\nb\u2028c",
      "\ud800",
      "???????=a",
    ],
    tokens: ["secret-of-the-test", "?a=", "\n", "\u2028", '"', "?", "="],
    check: onText((text) => {
      const redact = createRedaction(["secret-of-the-test"]);
      const app = appLine(0, "error", "model", "event", { error: text, request_id: text }, redact);
      const facts = {
        request_id: "r",
        method: "GET",
        path: "/",
        status: 200,
        duration_ms: 1,
        ip: "::1",
        user_agent: text,
      };
      for (const line of [app, accessLine(0, facts, redact)]) {
        hold(!line.includes("\n") && line.length < 20_000, "one line, and no long one");
        hold(!line.includes("secret-of-the-test"), "no secret stands in it");
        const read: unknown = JSON.parse(line);
        hold(typeof read === "object", "it can be read");
      }
    }),
  },
];
