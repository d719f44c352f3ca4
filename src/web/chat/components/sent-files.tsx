// Text files that went with a message: folded, so that they do not bury the words.
import { Icon } from "../../common/components/icons.tsx";
import type { TextFile } from "../text-files.ts";
import { visible } from "./visible-text.tsx";

export function SentFiles({ files }: { files: readonly TextFile[] }) {
  return (
    <>
      {files.map((file, index) => (
        <details key={index} class="sent-file">
          <summary>
            <Icon name="clip" />
            <span class="file-name">{visible(file.name, "code")}</span>
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls, by keys too. */}
          <pre tabIndex={0}>{file.text}</pre>
        </details>
      ))}
    </>
  );
}
