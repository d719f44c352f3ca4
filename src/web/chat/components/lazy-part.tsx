// A part of the page that is fetched when it is wanted. After a deployment an open page may ask for one that is gone.
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useMessages } from "../messages.ts";

interface LazyPartProps<Props extends object> {
  load(): Promise<ComponentType<Props>>;
  with: Props;
  /** Shown until the part is there. */
  meanwhile?: ComponentChildren;
  /** Instead of saying it in the part's place. */
  onFailed?: () => void;
}

function PartFailed() {
  const messages = useMessages();
  return (
    <div class="part-failed" role="alert">
      <p>{messages.partFailed}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {messages.reload}
      </button>
    </div>
  );
}

export function LazyPart<Props extends object>(props: LazyPartProps<Props>) {
  const { load, onFailed } = props;
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(
      (part) => setPart(() => part),
      () => (onFailed === undefined ? setFailed(true) : onFailed()),
    );
  }, [load]);
  if (failed) return <PartFailed />;
  return Part === null ? props.meanwhile : <Part {...props.with} />;
}
