// Reads a request's body: bounded, and as JSON valid UTF-8 and not too deep. What fails gets a clear 4xx and changes nothing.
import type { MiddlewareHandler } from "hono";
import * as v from "valibot";
import { findJsonExcess, isWellFormed, parseJson } from "../core/json.ts";
import { type AppContext, type AppEnv, invalid, refuse } from "./context.ts";

export const CHAT_BODY_BYTES = 20 * 1024 * 1024;
export const SMALL_BODY_BYTES = 1024 * 1024;
/** A call to the keeper of documents takes some more. */
export const DOCUMENT_BODY_BYTES = 20 * 1024 * 1024;
/** As much as Cloudflare lets through to a Worker on most plans. */
export const FILE_BODY_BYTES = 100 * 1024 * 1024;
/** An error says what is wrong, and does not send the whole wrong value back. */
const LONGEST_COMPLAINT = 200;

const limits = new WeakMap<object, number>();

/**
 * A body that says to be larger is refused at once. One of unknown length is counted only when `readBody` reads it, so that
 * nobody's megabytes are kept in memory before it is known who sends them. Of several limits on a path the first holds.
 */
export function limitBody(limitBytes: number): MiddlewareHandler<AppEnv> {
  return async function bounded(context, next) {
    if (!limits.has(context)) {
      limits.set(context, limitBytes);
      if (Number(context.req.header("content-length") ?? 0) > limitBytes)
        refuse({ kind: "too_large", limitBytes });
    }
    await next();
  };
}

/** The raw bytes as they come, at most as many as the path's limit allows. */
export async function* readPieces(context: AppContext): AsyncGenerator<Uint8Array, void> {
  const limitBytes = limits.get(context) ?? SMALL_BODY_BYTES;
  let length = 0;
  for await (const piece of unbroken(context.req.raw.body)) {
    length += piece.length;
    if (length > limitBytes) refuse({ kind: "too_large", limitBytes });
    yield piece;
  }
}

/** A body that breaks off, or comes in pieces that are none, is its sender's fault. */
async function* unbroken(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body ?? [];
  } catch {
    invalid("broken_body", "The body broke off before its end.");
  }
}

/** All of them. */
export async function readBody(context: AppContext): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readPieces(context)) pieces.push(piece);
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

export interface JsonBody {
  text: string;
  value: unknown;
}

export async function readJson(context: AppContext): Promise<JsonBody> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type.trim()))
    refuse({ kind: "unsupported_media_type", expected: "application/json" });
  const text = decode(await readBody(context));
  const excess = findJsonExcess(text);
  if (excess === "too_deep") return invalid("invalid_json", "The JSON is nested too deeply.");
  if (excess === "too_many") return invalid("invalid_json", "The JSON holds too many values.");
  const value = parseJson(text);
  if (value === undefined) return invalid("invalid_json", "The body is not valid JSON.");
  if (!isWellFormed(value)) return invalid("invalid_text", "The JSON holds half of a surrogate pair.");
  return { text, value };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return invalid("invalid_json", "The body is not valid UTF-8.");
  }
}

/** Parses into the schema's type, or names the field at fault. */
export function parseBody<TSchema extends v.GenericSchema>(
  schema: TSchema,
  value: unknown,
): v.InferOutput<TSchema> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  // A field that nobody knows may have any name.
  const param = v.getDotPath(issue)?.slice(0, LONGEST_COMPLAINT).toWellFormed();
  if (param !== undefined && issue.input === undefined)
    return invalid("invalid_value", `${param}: is required`, param);
  const complaint =
    issue.message.length > LONGEST_COMPLAINT
      ? `${issue.message.slice(0, LONGEST_COMPLAINT).toWellFormed()}…`
      : issue.message;
  return invalid("invalid_value", param === undefined ? complaint : `${param}: ${complaint}`, param);
}
