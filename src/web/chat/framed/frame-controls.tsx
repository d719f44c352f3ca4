// What the page has besides when it is a widget's frame: the way out, and a word where the browser keeps no cookies here.
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../../common/components/icon-button.tsx";
import { useWords } from "../../common/language.ts";
import type { Host } from "./host.ts";

const words = {
  en: {
    close: "Close chat",
    noCookies: "This browser keeps no cookies in frames, so conversations cannot go on here.",
    newTab: "Open the chat in a new tab",
  },
  zh: {
    close: "关闭聊天",
    noCookies: "此浏览器不允许嵌入的页面保存 Cookie，对话无法在这里继续。",
    newTab: "在新标签页中打开聊天",
  },
};

/** On a touch screen the field would raise the keyboard over the conversation. */
function focusField(): void {
  const field = document.querySelector<HTMLElement>(".message-field, .key-form input");
  if (!matchMedia("(pointer: coarse)").matches) field?.focus();
}

/** Some browsers keep no cookies in frames, not even partitioned ones: then each message would come from somebody new. */
function keepsCookies(): boolean {
  const attributes = "; SameSite=None; Secure; Partitioned; Path=/widget";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API says nothing about whether a frame may keep any.
  document.cookie = `framed=1${attributes}; Max-Age=60`;
  return document.cookie.includes("framed=1");
}

export function FrameControls({ host }: { host: Host }) {
  const { close, noCookies, newTab } = useWords(words);
  const [kept] = useState(keepsCookies);
  useEffect(() => {
    host.onOpened(focusField);
    host.ready();
  }, [host]);
  return (
    <>
      <IconButton icon="close" label={close} class="frame-close" onClick={host.close} />
      {!kept && (
        <p class="frame-note" role="status">
          {noCookies}{" "}
          <a href="/" target="_blank" rel="noreferrer">
            {newTab}
          </a>
        </p>
      )}
    </>
  );
}
