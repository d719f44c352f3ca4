// Opens the browser's own choice of files.
import { useRef } from "preact/hooks";
import { IconButton } from "../../common/components/icon-button.tsx";
import { useTextReading } from "../hooks/use-text-reading.ts";
import { acceptedKinds } from "../images.ts";
import { useMessages } from "../messages.ts";

export function AttachButton({ onFiles }: { onFiles(files: readonly File[]): void }) {
  const messages = useMessages();
  const reading = useTextReading();
  const input = useRef<HTMLInputElement>(null);

  function take(): void {
    if (input.current === null) return;
    onFiles([...(input.current.files ?? [])]);
    // The same file may be chosen again after it was removed.
    input.current.value = "";
  }

  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        // Without the texts' kinds any file may be chosen; what is no text is refused then.
        accept={reading === null ? undefined : `${acceptedKinds},${reading.acceptedTexts}`}
        multiple
        onChange={take}
      />
      <IconButton icon="clip" label={messages.attach} onClick={() => input.current?.click()} />
    </>
  );
}
