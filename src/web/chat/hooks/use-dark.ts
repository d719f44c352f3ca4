// Whether the page is dark now, by the person's choice or by the system's.
import { useEffect, useState } from "preact/hooks";

const system = "(prefers-color-scheme: dark)";

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? matchMedia(system).matches : chosen === "dark";
}

export function useDark(): boolean {
  const [dark, setDark] = useState(isDark);
  useEffect(() => {
    const look = () => setDark(isDark());
    const media = matchMedia(system);
    const choice = new MutationObserver(look);
    choice.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    media.addEventListener("change", look);
    return () => {
      choice.disconnect();
      media.removeEventListener("change", look);
    };
  }, []);
  return dark;
}
