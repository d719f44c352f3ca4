// What /api/chat takes. The OpenAPI document is made from these same schemas.
import * as v from "valibot";

export const SESSION_ID = /^[A-Za-z0-9._:-]{1,64}$/;
/** As many as the common vision models look at with care. */
const MOST_IMAGES = 8;

const imageUrl = v.pipe(
  v.string(),
  v.regex(
    /^(?:data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}|https:\/\/\S{1,2000})$/,
    "must be a data URL of a PNG, JPEG, GIF or WebP image, or an https URL",
  ),
);

const sessionIdSchema = v.pipe(v.string(), v.regex(SESSION_ID, "must be 1 to 64 of A–Z a–z 0–9 . _ : -"));

/** Any printable text up to 128 characters: callers bring ids of their own systems. */
const messageIdSchema = v.pipe(
  v.string(),
  v.minLength(1, "must not be empty"),
  v.maxLength(128, "must have at most 128 characters"),
  v.regex(/^[^\p{Cc}]*$/u, "must hold no control characters"),
);

export const chatRequestSchema = v.object({
  message: v.pipe(v.string(), v.regex(/^[^\0]*$/, "must hold no NUL character")),
  session_id: v.nullish(sessionIdSchema),
  message_id: v.nullish(messageIdSchema),
  model: v.nullish(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  stream: v.nullish(v.boolean()),
  instead_of: v.nullish(messageIdSchema),
  images: v.nullish(
    v.pipe(v.array(imageUrl), v.maxLength(MOST_IMAGES, `must be at most ${MOST_IMAGES} images`)),
  ),
});

export type ChatBody = v.InferOutput<typeof chatRequestSchema>;

export const feedbackSchema = v.object({
  message_id: messageIdSchema,
  rating: v.nullable(v.picklist(["up", "down"], 'must be "up", "down" or null')),
});

export const versionSchema = v.object({ message_id: messageIdSchema });

/** Any text: one that is no code opens nothing. */
export const joinSchema = v.object({ code: v.pipe(v.string(), v.maxLength(200)) });

const LONGEST_TITLE = 200;
const titleSchema = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, "must not be empty"),
  v.maxLength(LONGEST_TITLE, `must have at most ${LONGEST_TITLE} characters`),
  v.regex(/^[^\p{Cc}]*$/u, "must hold no control characters"),
  v.regex(/[^\p{Cf}\p{Z}]/u, "must hold something that can be seen"),
);

export const sessionChangeSchema = v.object({
  title: v.optional(titleSchema),
  pinned: v.optional(v.boolean()),
});

/** A row of SQLite takes two megabytes. */
const LONGEST_IMPORTED = 500_000;
const MOST_IMPORTED = 10_000;

const importedText = v.pipe(
  v.string(),
  v.regex(/^[^\0]*$/, "must hold no NUL character"),
  v.maxLength(LONGEST_IMPORTED, `must have at most ${LONGEST_IMPORTED} characters`),
);

const importedSourceSchema = v.object({
  title: v.pipe(v.string(), v.maxLength(500)),
  url: v.nullish(v.pipe(v.string(), v.maxLength(2000))),
  snippet: v.pipe(v.string(), v.maxLength(2000)),
  number: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999))),
});

export const conversationFileSchema = v.object({
  title: titleSchema,
  messages: v.pipe(
    v.array(
      v.object({
        role: v.picklist(["user", "assistant"], 'must be "user" or "assistant"'),
        content: importedText,
        timestamp: v.nullish(
          v.pipe(
            v.string(),
            v.check((time) => !Number.isNaN(Date.parse(time)), "must be ISO 8601"),
          ),
        ),
        model: v.nullish(v.pipe(v.string(), v.maxLength(200))),
        sources: v.nullish(v.pipe(v.array(importedSourceSchema), v.maxLength(50))),
      }),
    ),
    v.minLength(1, "must hold a message"),
    v.maxLength(MOST_IMPORTED, `must be at most ${MOST_IMPORTED} messages`),
  ),
});

export type ConversationFileBody = v.InferOutput<typeof conversationFileSchema>;
