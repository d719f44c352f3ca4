CREATE TABLE `conversation_logs` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`user_input` text NOT NULL,
	`bot_response` text NOT NULL,
	`timestamp` text NOT NULL,
	`channel` text NOT NULL,
	`user_id` text,
	`user_name` text,
	`model` text,
	`status` text NOT NULL,
	`cached` integer NOT NULL,
	`prompt_tokens` integer,
	`completion_tokens` integer,
	`latency_ms` integer,
	`first_token_ms` integer,
	`rating` text,
	`request_id` text NOT NULL,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `conversation_logs_session` ON `conversation_logs` (`session_id`,`id`);--> statement-breakpoint
CREATE INDEX `conversation_logs_user` ON `conversation_logs` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`name` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`owner` text NOT NULL,
	`title` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `conversations_owner` ON `conversations` (`owner`,`updated_at`,`name`);--> statement-breakpoint
CREATE INDEX `conversations_session` ON `conversations` (`session_id`);