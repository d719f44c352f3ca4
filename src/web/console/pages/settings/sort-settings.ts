// Which settings are shown, and in which order.
import type { Setting } from "../../wire.ts";

/** Those with a problem first, then those that somebody set; otherwise in the server's order. */
export function sortSettings(settings: readonly Setting[], words: string): Setting[] {
  const wanted = words.trim().toLowerCase();
  const rank = ({ problem, is_default }: Setting) => (problem === null ? (is_default ? 2 : 1) : 0);
  return settings
    .filter(({ name, value }) => `${name} ${value ?? ""}`.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a) - rank(b));
}
