// The legend of the shortcuts, drawn from the table by which they work.
import { useEffect, useId, useRef } from "preact/hooks";
import { useWords } from "../../common/language.ts";
import { type Command, keysOf, shortcuts } from "../shortcuts.ts";
import { words as all } from "./words.ts";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

function Keys({ command, or }: { command: Command; or: string }) {
  const ways = shortcuts.filter((shortcut) => shortcut.command === command);
  return (
    <dd>
      {ways.map((way, at) => (
        <span key={at}>
          {at > 0 && ` ${or} `}
          {keysOf(way, mac).map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      ))}
    </dd>
  );
}

export function Legend({ onClose }: { onClose(): void }) {
  const words = useWords(all);
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const commands = [...new Set(shortcuts.map(({ command }) => command))];
  return (
    <dialog ref={dialog} class="dialog legend" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{words.title}</h2>
      <dl>
        {commands.map((command) => (
          <div key={command}>
            <dt>{words.commands[command]}</dt>
            <Keys command={command} or={words.or} />
          </div>
        ))}
      </dl>
      <div class="dialog-row">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}
