// What a browser asks for when somebody opens the chat page for the first time: the page, what it names, and the lists it begins with.
import { type Call, sendForText } from "./client.ts";

const LISTS = ["/api/models", "/api/chat?limit=50"];

export async function openingCalls(url: string): Promise<Call[]> {
  const page = await sendForText(url, { method: "GET", path: "/" });
  const named = [...page.matchAll(/(?:src|href)="(\/[^"/][^"]*)"/g)].map(([, path = ""]) => path);
  return [...new Set(["/", ...named, ...LISTS])].map((path) => ({ method: "GET", path }));
}
