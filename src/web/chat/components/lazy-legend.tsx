// Fetches the legend of the shortcuts when it is asked for, and says so when that fails.
import { useEffect, useState } from "preact/hooks";
import { useMessages } from "../messages.ts";

type LegendModule = typeof import("../legend/legend.tsx");

export function LazyLegend({ onClose }: { onClose(): void }) {
  const messages = useMessages();
  const [loaded, setLoaded] = useState<LegendModule | "failed" | null>(null);
  useEffect(() => {
    import("../legend/legend.tsx").then(setLoaded, () => setLoaded("failed"));
  }, []);
  if (loaded === null) return null;
  if (loaded !== "failed") return <loaded.Legend onClose={onClose} />;
  return (
    <div class="part-missing" role="alert">
      <p>{messages.partMissing}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {messages.reloadPage}
      </button>
      <button type="button" class="button is-quiet" onClick={onClose}>
        {messages.close}
      </button>
    </div>
  );
}
