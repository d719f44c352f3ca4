// Files dropped anywhere on the page; tells whether some are being held over it.
import { useEffect, useRef, useState } from "preact/hooks";

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** `transfer`: for whoever looks into folders too, at once and not later. */
export function useDrop(onFiles: (files: readonly File[], transfer: DataTransfer) => void): boolean {
  const [held, setHeld] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setHeld(true);
    };
    const leave = (event: DragEvent) => {
      // Only leaving the window has no next element.
      if (event.relatedTarget === null) setHeld(false);
    };
    const drop = (event: DragEvent) => {
      setHeld(false);
      const { dataTransfer } = event;
      if (dataTransfer === null || !holdsFiles(event)) return;
      event.preventDefault();
      latest.current([...dataTransfer.files], dataTransfer);
    };
    const ending = new AbortController();
    addEventListener("dragover", over, ending);
    addEventListener("dragleave", leave, ending);
    addEventListener("drop", drop, ending);
    return () => ending.abort();
  }, []);

  return held;
}
