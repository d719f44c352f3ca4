// The pictures and text files that will go with the next message.
import { useState } from "preact/hooks";
import {
  type Attachment,
  attachmentOf,
  chooseImages,
  type Refusal as ImageRefusal,
  readAttachment,
} from "../images.ts";
import type { TextFile } from "../text-files.ts";
import type { TextRefusal } from "../text-reading.ts";
import { fetchTextReading } from "./use-text-reading.ts";

export type Refusal = ImageRefusal | TextRefusal | "fileKind" | "partFailed";

export interface Attachments {
  images: readonly Attachment[];
  files: readonly TextFile[];
  refusal: Refusal | null;
  add(files: readonly File[]): void;
  removeImage(index: number): void;
  removeFile(index: number): void;
  clear(): void;
  /** What went with a message that was taken back. */
  restore(dataUrls: readonly string[], files: readonly TextFile[]): void;
}

function isImage(file: File): boolean {
  return file.type.startsWith("image/");
}

export function useAttachments(): Attachments {
  const [images, setImages] = useState<readonly Attachment[]>([]);
  const [files, setFiles] = useState<readonly TextFile[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function addImages(chosen: readonly File[]): Promise<Refusal | null> {
    const choice = chooseImages(chosen, images);
    const read = await Promise.all(choice.chosen.map(readAttachment));
    setImages((before) => [...before, ...read]);
    return choice.refusal;
  }

  async function addFiles(chosen: readonly File[]): Promise<Refusal | null> {
    if (chosen.length === 0) return null;
    const reading = await fetchTextReading().catch(() => null);
    if (reading === null) return "partFailed";
    const texts = chosen.filter(reading.isTextFile);
    const read = await Promise.all(texts.map(reading.readTextFile));
    setFiles((before) => [...before, ...read.filter((one) => typeof one !== "string")]);
    const refused = read.find((one) => typeof one === "string");
    return refused ?? (texts.length < chosen.length ? "fileKind" : null);
  }

  async function add(chosen: readonly File[]): Promise<void> {
    setRefusal(null);
    const pictures = await addImages(chosen.filter(isImage));
    const texts = await addFiles(chosen.filter((file) => !isImage(file)));
    setRefusal(pictures ?? texts);
  }

  return {
    images,
    files,
    refusal,
    // A file that cannot be read any more is as good as not chosen.
    add: (chosen) => void add(chosen).catch(() => setRefusal("fileBinary")),
    removeImage(index) {
      setRefusal(null);
      setImages((before) => before.filter((_, position) => position !== index));
    },
    removeFile(index) {
      setRefusal(null);
      setFiles((before) => before.filter((_, position) => position !== index));
    },
    restore(dataUrls, texts) {
      setImages((before) => [...before, ...dataUrls.map(attachmentOf)]);
      setFiles((before) => [...before, ...texts]);
    },
    clear() {
      setRefusal(null);
      setImages([]);
      setFiles([]);
    },
  };
}
