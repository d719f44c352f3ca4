// The official client, one per endpoint. Retries are ours (attempts.ts), because they end with the first token.
import OpenAI from "openai";
import type { Endpoint } from "../core/endpoint.ts";

export type Fetch = typeof fetch;

/** Opens a completion and answers with the raw response; throws the client's own error classes. */
export type OpenCompletion = (endpoint: Endpoint, body: object, signal: AbortSignal) => Promise<Response>;

export function createOpenCompletion(fetcher: Fetch): OpenCompletion {
  const clients = new Map<Endpoint, OpenAI>();
  const clientOf = (endpoint: Endpoint): OpenAI => {
    const client = clients.get(endpoint) ?? createClient(endpoint, fetcher);
    clients.set(endpoint, client);
    return client;
  };
  return (endpoint, body, signal) =>
    clientOf(endpoint)
      .post("/chat/completions", { body, signal, stream: "stream" in body && body.stream === true })
      .asResponse();
}

export function createClient(endpoint: Endpoint, fetcher: Fetch): OpenAI {
  return new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey,
    fetch: fetcher,
    maxRetries: 0,
    // A conversation goes to the configured host and to no other that it may point to.
    fetchOptions: { redirect: "manual" },
    organization: null,
    project: null,
    logLevel: "off",
  });
}
