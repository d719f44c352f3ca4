// What resources, stores, ways of messages and queues are called.
import type { Kind, Resource } from "./costs.ts";
import type { StoreName } from "./plans.ts";
import type { LoadUnit, QueueId } from "./simulation/queues.ts";
import { type Text, text } from "./words.ts";

export const RESOURCE_NAMES: Record<Resource, Text> = {
  worker_requests: text("Worker requests", "Worker 请求"),
  worker_cpu_ms: text("Worker CPU, ms", "Worker CPU，毫秒"),
  durable_requests: text("Durable Objects, requests", "Durable Objects 请求"),
  durable_milliseconds: text("Durable Objects, GB-s", "Durable Objects GB-s"),
  durable_rows_written: text("Durable Objects, rows written", "Durable Objects 写入行"),
  durable_rows_read: text("Durable Objects, rows read", "Durable Objects 读取行"),
  d1_queries: text("D1, queries", "D1 查询"),
  d1_rows_written: text("D1, rows written", "D1 写入行"),
  d1_rows_read: text("D1, rows read", "D1 读取行"),
  kv_reads: text("KV, reads", "KV 读"),
  kv_writes: text("KV, writes", "KV 写"),
  r2_class_a: text("R2, writes", "R2 写"),
  r2_class_b: text("R2, reads", "R2 读"),
  platform_calls: text("calls to the platform", "对平台的调用"),
  log_lines: text("Workers Logs, lines", "Workers Logs 行"),
};

export const STORE_NAMES: Record<StoreName, Text> = {
  d1: text("D1, stored", "D1 存储"),
  objects: text("Durable Objects, stored", "Durable Objects 存储"),
  r2: text("R2, stored", "R2 存储"),
};

export const KIND_NAMES: Record<Kind, Text> = {
  web: text("page", "网页"),
  cached: text("page, from the cache", "网页，命中缓存"),
  api: text("`/api/chat`", "`/api/chat`"),
  openai: text("`/v1`", "`/v1`"),
  feishu: text("Feishu, growing card", "飞书，流式卡片"),
  dingtalk: text("DingTalk, growing card", "钉钉，流式卡片"),
  signed: text("signed webhook", "签名 Webhook"),
};

export const UNIT_NAMES: Record<LoadUnit, Text> = {
  messages_a_minute: text("messages a minute", "每分钟消息"),
  messages_a_day: text("messages a day", "每天消息"),
  conversations_a_day: text("conversations a day", "每天对话"),
};

/** What is simulated, and what the seconds of its table are. */
export const QUEUE_NAMES: Record<QueueId, { name: Text; seconds: Text }> = {
  conversation: {
    name: text("One busy conversation", "一个繁忙的对话"),
    seconds: text("from a message to the end of its answer", "从提问到回答结束"),
  },
  database: {
    name: text("D1's one writer", "D1 唯一的写入者"),
    seconds: text(
      "from the end of an answer to its row in the operator's table",
      "从回答结束到进入运营数据表",
    ),
  },
  account: {
    name: text("A platform's one object", "一个平台的账号对象"),
    seconds: text("until a call to Feishu may go out", "到可以调用飞书为止"),
  },
  feishu_cards: {
    name: text("Growing cards on Feishu", "飞书流式卡片"),
    seconds: text(
      "from a question to its finished card, of an answer of 10 s",
      "从提问到卡片写完，回答 10 秒",
    ),
  },
  dingtalk_cards: {
    name: text("Growing cards on DingTalk", "钉钉流式卡片"),
    seconds: text(
      "from a question to its finished card, of an answer of 10 s",
      "从提问到卡片写完，回答 10 秒",
    ),
  },
  log_shard: {
    name: text("One of two log shards", "两个日志分片之一"),
    seconds: text("until a batch of lines is kept; nobody waits for it", "到一批日志行存下为止，没有人等它"),
  },
  deletion: {
    name: text("Deletion in D1, after a year", "一年之后 D1 的清理"),
    seconds: text("age at which a message goes", "消息被清除时的年龄"),
  },
  walk: {
    name: text("Deletion of quiet conversations, after a year", "一年之后安静对话的清理"),
    seconds: text("age at which a conversation goes", "对话被清除时的年龄"),
  },
};
