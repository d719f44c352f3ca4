// The two calls to an OpenAI-compatible endpoint. Each is made once: retries are attempts.ts's, because they end with the first token.
import type { Endpoint } from "../core/endpoint.ts";
import { isRecord, parseJson } from "../core/json.ts";
import { ConnectionError, StatusError } from "./call-error.ts";
import { readShortText } from "./short-text.ts";

export type Fetch = typeof fetch;

/** Opens a completion and answers with the raw response; throws a StatusError or a ConnectionError. */
export type OpenCompletion = (endpoint: Endpoint, body: object, signal: AbortSignal) => Promise<Response>;

/** An error is a sentence or two, and comes with its status or soon after. */
const ERROR_BODY = { bytes: 64 * 1024, milliseconds: 3_000 };
/** Room for a thousand models (catalogue.ts keeps no more) with four kilobytes of prose each. */
const LONGEST_LIST_BYTES = 4 * 1024 * 1024;

export function createOpenCompletion(fetcher: Fetch): OpenCompletion {
  return (endpoint, body, signal) =>
    callEndpoint(fetcher, endpoint, "/chat/completions", {
      method: "POST",
      body: JSON.stringify(body),
      signal,
    });
}

/** The members of the endpoint's model list as they are; none when it answers with something else. Throws as a call does. */
export async function listModels(
  fetcher: Fetch,
  endpoint: Endpoint,
  milliseconds: number,
): Promise<unknown[]> {
  const signal = AbortSignal.timeout(milliseconds);
  const response = await callEndpoint(fetcher, endpoint, "/models", { method: "GET", signal });
  const text = await readShortText(response, { bytes: LONGEST_LIST_BYTES, milliseconds });
  if (!isJson(response)) return [];
  const page = parseJson(text) ?? null;
  if (page === null) throw new ConnectionError();
  return isRecord(page) && Array.isArray(page.data) ? page.data : [];
}

export async function callEndpoint(
  fetcher: Fetch,
  { baseUrl, apiKey }: Endpoint,
  path: string,
  request: RequestInit,
): Promise<Response> {
  const headers = {
    Accept: "application/json",
    Authorization: `Bearer ${apiKey}`,
    // Some services turn away a call that does not say who calls.
    "User-Agent": "clawdbot-edge",
    ...(request.body !== undefined && { "Content-Type": "application/json" }),
  };
  // A conversation goes to the configured host and to no other that it may point to.
  const response = await unlessUnreachable(() =>
    fetcher(`${baseUrl}${path}`, { ...request, headers, redirect: "manual" }),
  );
  if (response.ok) return response;
  const body = parseJson(await readShortText(response, ERROR_BODY));
  throw new StatusError(response.status, response.headers, body);
}

async function unlessUnreachable(call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch {
    throw new ConnectionError();
  }
}

function isJson(response: Response): boolean {
  const [mediaType = ""] = (response.headers.get("content-type") ?? "").toLowerCase().split(";");
  return mediaType.includes("application/json") || mediaType.trimEnd().endsWith("+json");
}
