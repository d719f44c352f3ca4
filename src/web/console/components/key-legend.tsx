// Which keys do what.

import { Dialog } from "../../common/components/dialog.tsx";
import { useConsoleWords } from "../words.ts";

export function KeyLegend({ onClose }: { onClose(): void }) {
  const words = useConsoleWords();
  return (
    <Dialog title={words.keys} onClose={onClose}>
      {(close) => (
        <>
          <dl class="key-legend">
            {words.keyRows.map(([keys = "", meaning]) => (
              <div key={keys}>
                <dt>
                  {keys.split("  ").map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
          <div class="dialog-row">
            <button type="button" class="button" onClick={close}>
              {words.close}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
