// The page around us, when this one is a widget's frame: what it wishes, and what the two say to each other.

import type { Language } from "../../common/language.ts";
import { type Theme, themes } from "../../common/theme.ts";

export interface Wishes {
  theme?: Theme | undefined;
  language?: Language | undefined;
}

export interface Host {
  wishes: Wishes;
  /** The page stands: without this word the widget says that it could not be opened. */
  ready(): void;
  close(): void;
  /** Calls when somebody opened the widget just now. */
  onOpened(listener: () => void): void;
}

const path = "/widget";

/** Null when this is the whole page. */
export function findHost(): Host | null {
  if (location.pathname !== path || parent === window) return null;
  const query = new URLSearchParams(location.search);
  const origin = query.get("host") ?? "";
  const language = query.get("language");
  const say = (word: string) => parent.postMessage({ clawdbot: word }, origin);
  return {
    wishes: {
      theme: themes.find((theme) => theme === query.get("theme")),
      language: language === "zh" || language === "en" ? language : undefined,
    },
    ready: () => say("ready"),
    close: () => say("close"),
    onOpened(listener) {
      addEventListener("message", (event) => {
        if (event.source === parent && event.origin === origin && event.data?.clawdbot === "opened")
          listener();
      });
    },
  };
}

/** A frame takes no focus that it was not given: the person is busy with the page around it. */
export function mayTakeFocus(): boolean {
  return parent === window || document.hasFocus();
}
