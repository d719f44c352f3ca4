// A diagram of an answer, drawn in a frame that can reach nothing: see src/web/diagram.
import { useEffect, useRef, useState } from "preact/hooks";
import { type DiagramRequest, readReport } from "../../common/diagram-frame.ts";
import { useWords } from "../../common/language.ts";
import { useDark } from "../hooks/use-dark.ts";
import { answerWords } from "./words.ts";

/** So long may the frame take to load, in milliseconds. */
const patience = 20_000;

interface DiagramProps {
  source: string;
  onFailed(message: string): void;
  onLeave(): void;
}

export function Diagram({ source, onFailed, onLeave }: DiagramProps) {
  const words = useWords(answerWords);
  const dark = useDark();
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);
  const [height, setHeight] = useState<number | null>(null);
  const latest = useRef({ onFailed, onLeave });
  latest.current = { onFailed, onLeave };

  useEffect(() => {
    function hear(event: MessageEvent): void {
      if (event.source !== frame.current?.contentWindow) return;
      const report = readReport(event.data);
      if (report?.state === "ready") setReady(true);
      if (report?.state === "left") latest.current.onLeave();
      if (report?.state === "drawn") setHeight(report.height);
      if (report?.state === "failed") latest.current.onFailed(words.drawingFailed(report.reason));
    }
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, [words]);

  useEffect(() => {
    if (ready) return;
    const timer = setTimeout(() => latest.current.onFailed(words.drawerMissing), patience);
    return () => clearTimeout(timer);
  }, [ready, words]);

  useEffect(() => {
    const request: DiagramRequest = { source, dark };
    // The frame's origin is none that could be named here.
    if (ready) frame.current?.contentWindow?.postMessage(request, "*");
  }, [ready, source, dark]);

  return (
    <>
      {height === null && (
        <p class="progress diagram-progress" role="status">
          {words.drawing}
        </p>
      )}
      <iframe
        ref={frame}
        class="diagram"
        title={words.diagram}
        src="/diagram"
        sandbox="allow-scripts"
        style={{ height: height === null ? "1px" : `${height}px` }}
      />
    </>
  );
}
