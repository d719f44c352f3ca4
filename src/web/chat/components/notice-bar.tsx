// What was just done, at the foot of the page, with a way back. It waits while somebody points at it or stands on it.
import type { Notice } from "../hooks/use-notice.ts";

interface NoticeBarProps {
  notices: readonly Notice[];
  onHold(held: boolean): void;
}

/** The region is there before its words are: a screen reader says them once. */
export function NoticeBar({ notices, onHold }: NoticeBarProps) {
  return (
    <div class="notices" aria-live="polite" aria-atomic="false">
      {notices.map(({ text, action }) => (
        <fieldset
          key={text}
          class="notice"
          onMouseEnter={() => onHold(true)}
          onMouseLeave={() => onHold(false)}
          onFocusIn={() => onHold(true)}
          onFocusOut={() => onHold(false)}
        >
          <p>{text}</p>
          {action !== undefined && (
            <button
              type="button"
              class="button is-quiet"
              onClick={() => {
                onHold(false);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
        </fieldset>
      ))}
    </div>
  );
}
