// A formula of an answer: its source until it is drawn, and where it cannot be.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { createLazy, useLazy } from "../lazy.ts";
import { spread } from "../spread.ts";

const drawing = createLazy(() => import("../math/draw-formula.ts"));

interface FormulaProps {
  text: string;
  source: string;
  display: boolean;
}

export function Formula({ text, source, display }: FormulaProps) {
  const part = useLazy(drawing);
  const place = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState<string | null>(null);
  useLayoutEffect(() => {
    if (part === null) return;
    return spread(() => {
      const done = place.current !== null && part.drawFormula(place.current, text, display);
      setDrawn(done ? text : null);
    });
  }, [part, text, display]);
  return (
    <span class="formula" data-display={display ? "" : undefined} tabIndex={display ? 0 : undefined}>
      {drawn !== text && <code>{source}</code>}
      <span ref={place} hidden={drawn !== text} />
    </span>
  );
}
