CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`channel` text NOT NULL,
	`direction` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`last_error` text,
	`session_id` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`next_attempt_at` text,
	`user_id` text NOT NULL,
	`object_name` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `deliveries_unfinished` ON `deliveries` (`state`,`id`) WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX `deliveries_session` ON `deliveries` (`session_id`);