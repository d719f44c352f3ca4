// A file that a person chose → a conversation of theirs.
import { type Api, jsonBody } from "../api.ts";
import { largestFile, readFile, Unreadable } from "./conversation-file.ts";

export interface Imported {
  session_id: string;
  title: string;
}

async function textOf(file: Blob): Promise<string> {
  if (file.size > largestFile) throw new Unreadable("large");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Unreadable("text");
  }
}

export async function importFile(api: Api, file: File): Promise<Imported> {
  const conversation = readFile(file.name, await textOf(file));
  const response = await api.call("/api/import", jsonBody("POST", conversation));
  const { session_id }: Imported = await response.json();
  return { session_id, title: conversation.title };
}
