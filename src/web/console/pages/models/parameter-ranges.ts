// The service's own limits of numbers, so that a browser can say so first.

export const PARAMETERS = [
  { name: "temperature", least: 0, most: 2 },
  { name: "top_p", least: 0, most: 1 },
  { name: "max_tokens", least: 1, most: 1_000_000, whole: true },
  { name: "presence_penalty", least: -2, most: 2 },
  { name: "frequency_penalty", least: -2, most: 2 },
  { name: "seed", least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER, whole: true },
] as const;

export const LIMITS = [
  { name: "history_tokens", least: 0, most: 200_000, whole: true },
  { name: "timeout_seconds", least: 1, most: 600, whole: true },
] as const;
