// The page's colours as a canvas needs them: resolved, and anew when light turns dark.
import { useEffect, useState } from "preact/hooks";
import { useMedia } from "../../../common/hooks/use-media.ts";
import type { PlotLook } from "./plot.ts";

function read(): PlotLook {
  const probe = document.createElement("span");
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const resolve = (name: string) => {
    probe.style.color = `var(${name})`;
    return style.color;
  };
  const look = {
    accent: resolve("--accent"),
    ink: resolve("--ink"),
    soft: resolve("--ink-soft"),
    line: resolve("--line"),
    font: `13px ${style.fontFamily}`,
  };
  probe.remove();
  return look;
}

export function useLook(): PlotLook {
  const dark = useMedia("(prefers-color-scheme: dark)");
  const [look, setLook] = useState(read);
  useEffect(() => {
    const update = () => setLook(read());
    update();
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme", "lang"] });
    return () => observer.disconnect();
  }, [dark]);
  return look;
}
