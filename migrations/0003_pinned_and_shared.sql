CREATE TABLE `shares` (
	`id` text PRIMARY KEY NOT NULL,
	`object_name` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `conversations` ADD `pinned` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `conversations_pinned` ON `conversations` (`owner`,`updated_at`,`name`) WHERE pinned = 1;