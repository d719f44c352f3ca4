// An OpenAI-compatible endpoint as the configuration names it.
export interface Endpoint {
  /** Base URL without a trailing slash, such as `https://api.example.com/v1`. */
  baseUrl: string;
  apiKey: string;
  /** Model to ask for when the caller names none. */
  model: string;
}
