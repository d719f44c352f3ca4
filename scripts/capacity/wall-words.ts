// What each wall is, what happens behind it, and what to do. Read off the code: what it says was looked up there, not assumed.
import { type Text, text } from "./words.ts";

export type Effect = "silent" | "late" | "refused" | "lost";

export const EFFECTS: Record<Effect, Text> = {
  silent: text("nobody notices", "无人察觉"),
  late: text("late", "延迟"),
  refused: text("refused", "被拒绝"),
  lost: text("not delivered", "送不到"),
};

export interface WallWords {
  name: Text;
  effect: Effect;
  happens: Text;
  remedy: Text;
  /** Each further deployment brings as much again. */
  isDivisible: boolean;
}

const UNTIL_MIDNIGHT = text(
  "New messages get an error until 00:00 UTC; the cron fails too, so no alert says so. An answer under way comes later, perhaps only with the next message of its conversation",
  "到 UTC 零点为止，新消息都会报错；定时任务也会失败，因此没有告警；正在生成的回答要到之后才来，有的要等该对话的下一条消息",
);
const PAID = text("the paid plan", "升级到付费套餐");

export const WALL_WORDS = {
  kv_writes: {
    name: text("KV, writes a day", "KV 每日写入"),
    effect: "silent",
    happens: text(
      "Answers are no longer cached: a repeated question is asked of the model again",
      "回答不再缓存，重复的问题会再问一次模型",
    ),
    remedy: text("nothing, or `CACHE_TTL_SECONDS=0`", "不用管，或设 `CACHE_TTL_SECONDS=0`"),
    isDivisible: false,
  },
  kv_reads: {
    name: text("KV, reads a day", "KV 每日读取"),
    effect: "silent",
    happens: text("Every question is asked of the model", "每个问题都会问模型"),
    remedy: text("nothing, or `CACHE_TTL_SECONDS=0`", "不用管，或设 `CACHE_TTL_SECONDS=0`"),
    isDivisible: false,
  },
  durable_rows_written: {
    name: text("Durable Objects, rows written a day", "Durable Objects 每日写入行"),
    effect: "refused",
    happens: UNTIL_MIDNIGHT,
    remedy: PAID,
    isDivisible: false,
  },
  durable_rows_read: {
    name: text("Durable Objects, rows read a day", "Durable Objects 每日读取行"),
    effect: "refused",
    happens: UNTIL_MIDNIGHT,
    remedy: PAID,
    isDivisible: false,
  },
  durable_requests: {
    name: text("Durable Objects, requests a day", "Durable Objects 每日请求"),
    effect: "refused",
    happens: UNTIL_MIDNIGHT,
    remedy: PAID,
    isDivisible: false,
  },
  durable_milliseconds: {
    name: text("Durable Objects, GB-s a day", "Durable Objects 每日 GB-s"),
    effect: "refused",
    happens: UNTIL_MIDNIGHT,
    remedy: text("a faster model, or the paid plan", "换更快的模型，或升级到付费套餐"),
    isDivisible: false,
  },
  d1_rows_written: {
    name: text("D1, rows written a day", "D1 每日写入行"),
    effect: "late",
    happens: text(
      "Answers go on. Their rows wait in the conversations' objects and reach the operator's table, the lists and the search after 00:00 UTC",
      "照常回答；日志行留在各对话的对象里，UTC 零点之后才进入运营数据表、列表和搜索",
    ),
    remedy: PAID,
    isDivisible: false,
  },
  d1_rows_read: {
    name: text("D1, rows read a day", "D1 每日读取行"),
    effect: "late",
    happens: text(
      "Console, lists and search answer with an error, and no documents are found, until 00:00 UTC",
      "到 UTC 零点为止，控制台、列表和搜索报错，也检索不到文档",
    ),
    remedy: PAID,
    isDivisible: false,
  },
  worker_requests: {
    name: text("Worker requests a day", "Worker 每日请求"),
    effect: "refused",
    happens: text(
      "Cloudflare answers everything with error 1027 until 00:00 UTC, the page and webhooks too",
      "到 UTC 零点为止，Cloudflare 对一切请求返回错误 1027，页面和 Webhook 也不例外",
    ),
    remedy: PAID,
    isDivisible: false,
  },
  log_lines: {
    name: text("Workers Logs, lines a day", "Workers Logs 每日行数"),
    effect: "silent",
    happens: text(
      "No more lines in Cloudflare's own view; the files in R2 have them all",
      "Cloudflare 自己的日志视图不再增加，R2 里的文件仍然齐全",
    ),
    remedy: text("nothing", "不用管"),
    isDivisible: false,
  },
  d1_size: {
    name: text("D1, size of the main database", "D1 主库容量"),
    effect: "late",
    happens: text(
      "An alert at 80 and 95 %. Then rows wait in the conversations' objects for as long as it takes: answers go on, the operator's table stands still",
      "到 80% 和 95% 时告警；之后日志行一直留在各对话的对象里：照常回答，运营数据表停住不动",
    ),
    remedy: text(
      "a smaller `RETENTION_DAYS`, then more deployments",
      "调小 `RETENTION_DAYS`，再多就拆成几个部署",
    ),
    isDivisible: true,
  },
  search_size: {
    name: text("D1, size of the search database", "D1 搜索库容量"),
    effect: "late",
    happens: text(
      "New answers stand in the table, but no search finds them (`rows_not_indexed` in the log); what a conversation sends behind one waits some four minutes",
      "新的回答照常入库，但搜不到（日志里有 `rows_not_indexed`）；同一对话里排在后面的行要多等约四分钟",
    ),
    remedy: text("a smaller `RETENTION_DAYS`, then the index anew", "调小 `RETENTION_DAYS`，再重建索引"),
    isDivisible: true,
  },
  object_size: {
    name: text("Durable Objects, storage", "Durable Objects 存储"),
    effect: "refused",
    happens: text("New messages get an error, and no time of day helps", "新消息报错，而且等到零点也没有用"),
    remedy: text("a smaller `RETENTION_DAYS`, or the paid plan", "调小 `RETENTION_DAYS`，或升级到付费套餐"),
    isDivisible: false,
  },
  deletion_rows: {
    name: text("rows that retention may delete a day", "每天允许清理的行数"),
    effect: "silent",
    happens: text(
      "More comes than goes: D1 grows although `RETENTION_DAYS` is set, and old rows stay longer than that",
      "进的比出的多：设了 `RETENTION_DAYS`，D1 仍会增长，旧数据留得比设定的久",
    ),
    remedy: text(
      "`DATABASE_MAX_SIZE=10GB` on the paid plan; beyond it `PAID_ROWS` in `src/maintenance/write-budget.ts`, or more deployments",
      "付费套餐设 `DATABASE_MAX_SIZE=10GB`；再多就改 `src/maintenance/write-budget.ts` 里的 `PAID_ROWS`，或拆成几个部署",
    ),
    isDivisible: true,
  },
  list_walk: {
    name: text("conversations that retention looks at a day", "每天检查的对话数"),
    effect: "silent",
    happens: text(
      "A quiet conversation's own storage goes later, up to twice `RETENTION_DAYS` at this number; at twice this number ever later",
      "不再有人说话的对话，其自身存储清理得更晚：到这个数时最长为 `RETENTION_DAYS` 的两倍，再翻一倍就越拖越久",
    ),
    remedy: text("more deployments", "拆成几个部署"),
    isDivisible: true,
  },
  d1_writer: {
    name: text("D1, batches a second in the busiest hour", "D1 最忙一小时每秒批次"),
    effect: "late",
    happens: text(
      "Rows reach the operator's table minutes late and are tried again; no answer waits for them",
      "日志行晚几分钟进入运营数据表并会重试，回答不受影响",
    ),
    remedy: text("more deployments", "拆成几个部署"),
    isDivisible: true,
  },
  platform_pace: {
    name: text("updates of cards a second in the busiest hour", "最忙一小时每秒卡片更新"),
    effect: "late",
    happens: text(
      "Cards grow in bigger steps, since the latest text wins; far above it answers end later",
      "卡片一次更新得更多（总是取最新的文字）；再多很多，回答才会晚到",
    ),
    remedy: text("answers without growing cards", "关闭边生成边显示的卡片"),
    isDivisible: false,
  },
  account_object: {
    name: text("calls a second through the platform's one object", "平台账号对象每秒调用"),
    effect: "late",
    happens: text(
      "Every call to the platform waits; after ten minutes an answer is dead",
      "对平台的每次调用都要排队，等满十分钟的回答就送不到了",
    ),
    remedy: text("answers without growing cards", "关闭边生成边显示的卡片"),
    isDivisible: false,
  },
  platform_month: {
    name: text("calls a month on the platform's free edition", "平台免费版的每月调用"),
    effect: "lost",
    happens: text(
      "With `…_MONTHLY_CALLS` set: alerts and rarer updates at 50, 80 and 95 %. Then answers are dead until the month ends, and can be sent again after it",
      "设了 `…_MONTHLY_CALLS` 时，到 50%、80%、95% 会告警并放慢更新；用完后回答送不到，要等下个月再重发",
    ),
    remedy: text(
      "`FEISHU_STREAMING=off`, or no card template on DingTalk; then a larger edition",
      "飞书设 `FEISHU_STREAMING=off`，钉钉不设卡片模板；再多就换更高的版本",
    ),
    isDivisible: false,
  },
} satisfies Record<string, WallWords>;

export type WallId = keyof typeof WALL_WORDS;

export function isWallId(name: string): name is WallId {
  return Object.hasOwn(WALL_WORDS, name);
}
