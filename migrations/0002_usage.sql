CREATE TABLE `delivery_totals` (
	`channel` text NOT NULL,
	`direction` text NOT NULL,
	`state` text NOT NULL,
	`deliveries` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`channel`, `direction`, `state`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `restoring` (
	`id` integer PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage` (
	`period` text NOT NULL,
	`channel` text NOT NULL,
	`model` text NOT NULL,
	`status` text NOT NULL,
	`cached` integer NOT NULL,
	`turns` integer DEFAULT 0 NOT NULL,
	`prompt_tokens` integer DEFAULT 0 NOT NULL,
	`completion_tokens` integer DEFAULT 0 NOT NULL,
	`latency_count` integer DEFAULT 0 NOT NULL,
	`latency_ms` integer DEFAULT 0 NOT NULL,
	`latency_le_100` integer DEFAULT 0 NOT NULL,
	`latency_le_250` integer DEFAULT 0 NOT NULL,
	`latency_le_500` integer DEFAULT 0 NOT NULL,
	`latency_le_1000` integer DEFAULT 0 NOT NULL,
	`latency_le_2000` integer DEFAULT 0 NOT NULL,
	`latency_le_5000` integer DEFAULT 0 NOT NULL,
	`latency_le_10000` integer DEFAULT 0 NOT NULL,
	`latency_le_20000` integer DEFAULT 0 NOT NULL,
	`latency_le_60000` integer DEFAULT 0 NOT NULL,
	`first_token_count` integer DEFAULT 0 NOT NULL,
	`first_token_ms` integer DEFAULT 0 NOT NULL,
	`first_token_le_100` integer DEFAULT 0 NOT NULL,
	`first_token_le_250` integer DEFAULT 0 NOT NULL,
	`first_token_le_500` integer DEFAULT 0 NOT NULL,
	`first_token_le_1000` integer DEFAULT 0 NOT NULL,
	`first_token_le_2000` integer DEFAULT 0 NOT NULL,
	`first_token_le_5000` integer DEFAULT 0 NOT NULL,
	`first_token_le_10000` integer DEFAULT 0 NOT NULL,
	`first_token_le_20000` integer DEFAULT 0 NOT NULL,
	`first_token_le_60000` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`period`, `channel`, `model`, `status`, `cached`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO usage (period, channel, model, status, cached,
  turns, prompt_tokens, completion_tokens, latency_count, latency_ms, latency_le_100, latency_le_250, latency_le_500,
  latency_le_1000, latency_le_2000, latency_le_5000, latency_le_10000, latency_le_20000, latency_le_60000,
  first_token_count, first_token_ms, first_token_le_100, first_token_le_250, first_token_le_500, first_token_le_1000,
  first_token_le_2000, first_token_le_5000, first_token_le_10000, first_token_le_20000, first_token_le_60000)
SELECT span.value, channel,
  CASE WHEN status = 'failed' AND coalesce(error, '') NOT GLOB 'model_[^n]*' THEN '' ELSE coalesce(model, '') END,
  status, cached,
  count(*), sum(coalesce(prompt_tokens, 0)), sum(coalesce(completion_tokens, 0)), sum(latency_ms IS NOT NULL),
  sum(coalesce(latency_ms, 0)), sum(coalesce(latency_ms <= 100, 0)), sum(coalesce(latency_ms <= 250, 0)),
  sum(coalesce(latency_ms <= 500, 0)), sum(coalesce(latency_ms <= 1000, 0)), sum(coalesce(latency_ms <= 2000, 0)),
  sum(coalesce(latency_ms <= 5000, 0)), sum(coalesce(latency_ms <= 10000, 0)), sum(coalesce(latency_ms <= 20000, 0)),
  sum(coalesce(latency_ms <= 60000, 0)), sum(first_token_ms IS NOT NULL), sum(coalesce(first_token_ms, 0)),
  sum(coalesce(first_token_ms <= 100, 0)), sum(coalesce(first_token_ms <= 250, 0)),
  sum(coalesce(first_token_ms <= 500, 0)), sum(coalesce(first_token_ms <= 1000, 0)),
  sum(coalesce(first_token_ms <= 2000, 0)), sum(coalesce(first_token_ms <= 5000, 0)),
  sum(coalesce(first_token_ms <= 10000, 0)), sum(coalesce(first_token_ms <= 20000, 0)),
  sum(coalesce(first_token_ms <= 60000, 0))
FROM conversation_logs, json_each(json_array('total', substr(timestamp, 1, 13))) AS span GROUP BY 1, 2, 3, 4, 5;
--> statement-breakpoint
INSERT INTO delivery_totals (channel, direction, state, deliveries)
SELECT channel, direction, state, count(*) FROM deliveries WHERE state <> 'pending' GROUP BY 1, 2, 3;
--> statement-breakpoint
CREATE TRIGGER `conversation_logs_counted` AFTER INSERT ON `conversation_logs`
WHEN NOT EXISTS (SELECT 1 FROM restoring) BEGIN
INSERT INTO usage (period, channel, model, status, cached,
  turns, prompt_tokens, completion_tokens, latency_count, latency_ms, latency_le_100, latency_le_250, latency_le_500,
  latency_le_1000, latency_le_2000, latency_le_5000, latency_le_10000, latency_le_20000, latency_le_60000,
  first_token_count, first_token_ms, first_token_le_100, first_token_le_250, first_token_le_500, first_token_le_1000,
  first_token_le_2000, first_token_le_5000, first_token_le_10000, first_token_le_20000, first_token_le_60000)
-- Whatever name a caller invents is no model; that of a failure counts when the model itself failed.
SELECT span.value, NEW.channel,
  CASE WHEN NEW.status = 'failed' AND coalesce(NEW.error, '') NOT GLOB 'model_[^n]*' THEN '' ELSE coalesce(NEW.model, '') END,
  NEW.status, NEW.cached,
  1, coalesce(NEW.prompt_tokens, 0), coalesce(NEW.completion_tokens, 0), NEW.latency_ms IS NOT NULL,
  coalesce(NEW.latency_ms, 0), coalesce(NEW.latency_ms <= 100, 0), coalesce(NEW.latency_ms <= 250, 0),
  coalesce(NEW.latency_ms <= 500, 0), coalesce(NEW.latency_ms <= 1000, 0), coalesce(NEW.latency_ms <= 2000, 0),
  coalesce(NEW.latency_ms <= 5000, 0), coalesce(NEW.latency_ms <= 10000, 0), coalesce(NEW.latency_ms <= 20000, 0),
  coalesce(NEW.latency_ms <= 60000, 0), NEW.first_token_ms IS NOT NULL, coalesce(NEW.first_token_ms, 0),
  coalesce(NEW.first_token_ms <= 100, 0), coalesce(NEW.first_token_ms <= 250, 0),
  coalesce(NEW.first_token_ms <= 500, 0), coalesce(NEW.first_token_ms <= 1000, 0),
  coalesce(NEW.first_token_ms <= 2000, 0), coalesce(NEW.first_token_ms <= 5000, 0),
  coalesce(NEW.first_token_ms <= 10000, 0), coalesce(NEW.first_token_ms <= 20000, 0),
  coalesce(NEW.first_token_ms <= 60000, 0)
FROM json_each(json_array('total', substr(NEW.timestamp, 1, 13))) AS span WHERE true
ON CONFLICT (period, channel, model, status, cached) DO UPDATE SET
  turns = turns + excluded.turns,
  prompt_tokens = prompt_tokens + excluded.prompt_tokens,
  completion_tokens = completion_tokens + excluded.completion_tokens,
  latency_count = latency_count + excluded.latency_count,
  latency_ms = latency_ms + excluded.latency_ms,
  latency_le_100 = latency_le_100 + excluded.latency_le_100,
  latency_le_250 = latency_le_250 + excluded.latency_le_250,
  latency_le_500 = latency_le_500 + excluded.latency_le_500,
  latency_le_1000 = latency_le_1000 + excluded.latency_le_1000,
  latency_le_2000 = latency_le_2000 + excluded.latency_le_2000,
  latency_le_5000 = latency_le_5000 + excluded.latency_le_5000,
  latency_le_10000 = latency_le_10000 + excluded.latency_le_10000,
  latency_le_20000 = latency_le_20000 + excluded.latency_le_20000,
  latency_le_60000 = latency_le_60000 + excluded.latency_le_60000,
  first_token_count = first_token_count + excluded.first_token_count,
  first_token_ms = first_token_ms + excluded.first_token_ms,
  first_token_le_100 = first_token_le_100 + excluded.first_token_le_100,
  first_token_le_250 = first_token_le_250 + excluded.first_token_le_250,
  first_token_le_500 = first_token_le_500 + excluded.first_token_le_500,
  first_token_le_1000 = first_token_le_1000 + excluded.first_token_le_1000,
  first_token_le_2000 = first_token_le_2000 + excluded.first_token_le_2000,
  first_token_le_5000 = first_token_le_5000 + excluded.first_token_le_5000,
  first_token_le_10000 = first_token_le_10000 + excluded.first_token_le_10000,
  first_token_le_20000 = first_token_le_20000 + excluded.first_token_le_20000,
  first_token_le_60000 = first_token_le_60000 + excluded.first_token_le_60000;
END;
--> statement-breakpoint
CREATE TRIGGER `deliveries_arrived_final` AFTER INSERT ON `deliveries`
WHEN NEW.state <> 'pending' AND NOT EXISTS (SELECT 1 FROM restoring) BEGIN
INSERT INTO delivery_totals (channel, direction, state, deliveries) VALUES (NEW.channel, NEW.direction, NEW.state, 1)
ON CONFLICT (channel, direction, state) DO UPDATE SET deliveries = deliveries + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `deliveries_became_final` AFTER UPDATE OF state ON `deliveries`
WHEN OLD.state <> NEW.state AND NEW.state <> 'pending' AND NOT EXISTS (SELECT 1 FROM restoring) BEGIN
INSERT INTO delivery_totals (channel, direction, state, deliveries) VALUES (NEW.channel, NEW.direction, NEW.state, 1)
ON CONFLICT (channel, direction, state) DO UPDATE SET deliveries = deliveries + 1;
END;
