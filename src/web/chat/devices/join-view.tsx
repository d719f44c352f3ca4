// The other device's side of the link. Nothing happens without a press: a link from somebody else would make them the reader
// of everything that is written here.
import { useState } from "preact/hooks";
import { type Api, jsonBody } from "../api.ts";
import { CallFailure } from "../components/call-failure.tsx";
import { type Failure, failureOf } from "../failure.ts";
import { useDeviceWords } from "./words.ts";

export interface JoinViewProps {
  api: Api;
  code: string;
  /** The last moment in which the browser is who it was. Resolves to what takes it back when nothing comes of it. */
  onBegin(): Promise<() => Promise<void>>;
  onJoined(): void;
  onLeave(): void;
}

function JoinFailure({ failure }: { failure: Failure }) {
  const words = useDeviceWords();
  const known: Record<string, string> = { code_not_found: words.joinGone, not_a_visitor: words.joinKey };
  const meaning = known[failure.code];
  if (meaning === undefined) return <CallFailure failure={failure} headline={words.joinFailed} />;
  return <p class="problem">{meaning}</p>;
}

export function JoinView({ api, code, onBegin, onJoined, onLeave }: JoinViewProps) {
  const words = useDeviceWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function join(): Promise<void> {
    setBusy(true);
    setFailure(null);
    const takeBack = await onBegin();
    try {
      await api.call("/api/visitor/join", jsonBody("POST", { code }));
      onJoined();
    } catch (error) {
      await takeBack();
      setFailure(failureOf(error));
      setBusy(false);
    }
  }
  return (
    <section class="join">
      <h2>{words.joinTitle}</h2>
      <p class="warning">{words.joinMeaning}</p>
      <p>{words.joinLoss}</p>
      <div role="alert">{failure !== null && <JoinFailure failure={failure} />}</div>
      <div class="dialog-row">
        <button type="button" class="button" onClick={onLeave}>
          {words.joinCancel}
        </button>
        <button type="button" class="button is-primary" disabled={busy} onClick={() => void join()}>
          {busy ? words.joining : words.join}
        </button>
      </div>
    </section>
  );
}
