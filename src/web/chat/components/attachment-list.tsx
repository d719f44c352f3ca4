// The pictures that will go with the next message, each with a way to take it off.

import { IconButton } from "../../common/components/icon-button.tsx";
import type { Attachments } from "../hooks/use-attachments.ts";
import { useMessages } from "../messages.ts";

export function AttachmentList({ attachments }: { attachments: Attachments }) {
  const messages = useMessages();
  return (
    <>
      {attachments.images.length > 0 && (
        <ul class="attachments">
          {attachments.images.map((image, index) => (
            <li key={image.dataUrl}>
              <img src={image.dataUrl} alt={image.name} />
              <IconButton
                icon="close"
                label={messages.removeImage(image.name)}
                onClick={() => attachments.remove(index)}
              />
            </li>
          ))}
        </ul>
      )}
      <p class="attachment-refusal" role="alert">
        {attachments.refusal === null ? "" : messages[attachments.refusal]}
      </p>
    </>
  );
}
