// The reader of Markdown, fetched when there is the first message to read: an empty page does without it.
import { useEffect, useState } from "preact/hooks";

export type Reader = typeof import("../markdown/document.ts");

let fetched: Reader | null = null;
let fetching: Promise<Reader> | null = null;

export async function fetchReader(): Promise<Reader> {
  fetching ??= import("../markdown/document.ts");
  try {
    fetched = await fetching;
    return fetched;
  } catch (error) {
    // The next message tries again; until then answers are shown as plain text.
    fetching = null;
    throw error;
  }
}

export function useReader(): Reader | null {
  const [reader, setReader] = useState(fetched);
  useEffect(() => {
    if (reader === null)
      fetchReader().then(
        (module) => setReader(module),
        () => undefined,
      );
  }, [reader]);
  return reader;
}
