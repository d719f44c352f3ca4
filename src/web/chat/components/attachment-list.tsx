// The pictures and text files that will go with the next message, each with a way to take it off.

import { IconButton } from "../../common/components/icon-button.tsx";
import type { Attachments } from "../hooks/use-attachments.ts";
import { useMessages } from "../messages.ts";
import { visible } from "./visible-text.tsx";

interface AttachmentListProps {
  attachments: Attachments;
  /** What the message is beyond the usual limit, in characters; 0 where it fits. */
  characters: number;
}

export function AttachmentList({ attachments, characters }: AttachmentListProps) {
  const messages = useMessages();
  const { images, files, refusal } = attachments;
  return (
    <>
      {images.length + files.length > 0 && (
        <ul class="attachments">
          {images.map((image, index) => (
            <li key={image.dataUrl}>
              <img src={image.dataUrl} alt={image.name} />
              <IconButton
                icon="close"
                label={messages.removeImage(image.name)}
                onClick={() => attachments.removeImage(index)}
              />
            </li>
          ))}
          {files.map((file, index) => (
            <li key={`${index} ${file.name}`}>
              <span class="file-name">{visible(file.name, "code")}</span>
              <IconButton
                icon="close"
                label={messages.removeImage(file.name)}
                onClick={() => attachments.removeFile(index)}
              />
            </li>
          ))}
        </ul>
      )}
      <p class="attachment-refusal" role="alert">
        {refusal === null ? "" : messages[refusal]}
      </p>
      {characters > 0 && <p class="attachment-note">{messages.longMessage(characters)}</p>}
    </>
  );
}
