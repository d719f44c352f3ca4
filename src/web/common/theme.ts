// Light, dark, or as the system says. The style sheet reads the attribute; see styles/tokens.css.
import { readStored, writeStored } from "./stored.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export function initialTheme(wished: Theme = "system"): Theme {
  const stored = readStored("theme");
  return themes.find((theme) => theme === stored) ?? wished;
}

export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  colourFrame(theme);
}

/** The colour that a browser or an installed page draws around itself. Without a choice the system picks among the two. */
function colourFrame(theme: Theme): void {
  const [light, dark] = document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]');
  if (light === undefined || dark === undefined) return;
  const wanted = (scheme: Theme) =>
    theme === "system" ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? "all" : "not all";
  light.media = wanted("light");
  dark.media = wanted("dark");
}

export function keepTheme(theme: Theme): void {
  writeStored("theme", theme);
}
