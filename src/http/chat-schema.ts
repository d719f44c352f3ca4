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
  images: v.nullish(
    v.pipe(v.array(imageUrl), v.maxLength(MOST_IMAGES, `must be at most ${MOST_IMAGES} images`)),
  ),
});

export type ChatBody = v.InferOutput<typeof chatRequestSchema>;

export const feedbackSchema = v.object({
  message_id: messageIdSchema,
  rating: v.nullable(v.picklist(["up", "down"], 'must be "up", "down" or null')),
});
