// The line that says that a newer page is there. The person decides when.
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../../common/components/icon-button.tsx";

const words = {
  en: { ready: "A new version is ready.", reload: "Reload", later: "Later" },
  zh: { ready: "新版本已就绪。", reload: "刷新", later: "稍后" },
};

/** The page's own language, which the person may switch meanwhile; this line stands outside of the page's tree. */
function usePageLanguage(): keyof typeof words {
  const read = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const [language, setLanguage] = useState<keyof typeof words>(read);
  useEffect(() => {
    const observer = new MutationObserver(() => setLanguage(read));
    observer.observe(document.documentElement, { attributeFilter: ["lang"] });
    return () => observer.disconnect();
  }, []);
  return language;
}

export function UpdateNotice({ onDismiss }: { onDismiss(): void }) {
  const { ready, reload, later } = words[usePageLanguage()];
  return (
    <div class="update" role="status">
      <span>{ready}</span>
      <button type="button" class="button is-quiet" onClick={() => location.reload()}>
        {reload}
      </button>
      <IconButton icon="close" label={later} onClick={onDismiss} />
    </div>
  );
}
