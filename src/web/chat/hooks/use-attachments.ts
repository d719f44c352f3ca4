// The pictures that will go with the next message.
import { useState } from "preact/hooks";
import { type Attachment, attachmentOf, chooseImages, type Refusal, readAttachment } from "../images.ts";

export interface Attachments {
  images: readonly Attachment[];
  refusal: Refusal | null;
  add(files: readonly File[]): void;
  remove(index: number): void;
  clear(): void;
  /** Pictures of a message that was taken back. */
  restore(dataUrls: readonly string[]): void;
}

export function useAttachments(): Attachments {
  const [images, setImages] = useState<readonly Attachment[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function add(files: readonly File[]): Promise<void> {
    const choice = chooseImages(files, images);
    setRefusal(choice.refusal);
    const read = await Promise.all(choice.chosen.map(readAttachment));
    setImages((before) => [...before, ...read]);
  }

  return {
    images,
    refusal,
    // A file that cannot be read any more is as good as not chosen.
    add: (files) => void add(files).catch(() => setRefusal("imageKind")),
    remove(index) {
      setRefusal(null);
      setImages((before) => before.filter((_, position) => position !== index));
    },
    restore(dataUrls) {
      setImages((before) => [...before, ...dataUrls.map(attachmentOf)]);
    },
    clear() {
      setRefusal(null);
      setImages([]);
    },
  };
}
