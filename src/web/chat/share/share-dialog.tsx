// Makes, shows, renews and revokes the link under which others read a conversation.
import { useContext, useEffect, useState } from "preact/hooks";
import type { SessionSummary, Share } from "../../../core/wire.ts";
import { Dialog } from "../../common/components/dialog.tsx";
import { LinkField } from "../../common/components/link-field.tsx";
import { LanguageContext, tagOf } from "../../common/language.ts";
import { tellMoment } from "../../common/relative-time.ts";
import type { Api } from "../api.ts";
import { CallFailure } from "../components/call-failure.tsx";
import { type Failure, failureOf } from "../failure.ts";
import { makeShare, readShare, revokeShare } from "./share-calls.ts";
import { useShareWords } from "./words.ts";

export interface ShareDialogProps {
  api: Api;
  session: SessionSummary;
  onClose(): void;
}

type ShareState = Share | null | "loading" | "revoked";

function useShare(api: Api, sessionId: string) {
  const [share, setShare] = useState<ShareState>("loading");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  async function run(step: () => Promise<ShareState>): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      setShare(await step());
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  }
  const read = () => void run(() => readShare(api, sessionId));
  useEffect(read, [api, sessionId]);
  return {
    share,
    failure,
    busy,
    read,
    make: () => void run(() => makeShare(api, sessionId)),
    revoke: () =>
      void run(async () => {
        await revokeShare(api, sessionId);
        return "revoked";
      }),
  };
}

function Body({ share, failure, busy, read, make, revoke }: ReturnType<typeof useShare>) {
  const words = useShareWords();
  const locale = tagOf[useContext(LanguageContext)];
  const made = typeof share === "object" && share !== null ? share : null;
  return (
    <>
      {share === "loading" && failure === null && <p>{words.loading}</p>}
      {made !== null && (
        <>
          <LinkField label={words.link} url={made.url} copy={words.copy} copied={words.copied} />
          <p role="status">{words.since(tellMoment(made.shared_at, locale))}</p>
        </>
      )}
      {share === "revoked" && <p role="status">{words.revoked}</p>}
      {failure !== null && (
        <CallFailure
          failure={failure}
          headline={words.failed}
          onRetry={share === "loading" ? read : undefined}
        />
      )}
      <div class="dialog-row">
        {made !== null && (
          <>
            <button type="button" class="button is-danger" disabled={busy} onClick={revoke}>
              {words.revoke}
            </button>
            <button type="button" class="button" disabled={busy} onClick={make}>
              {words.update}
            </button>
          </>
        )}
        {(share === null || share === "revoked") && (
          <button type="button" class="button is-primary" disabled={busy} onClick={make}>
            {words.make}
          </button>
        )}
      </div>
    </>
  );
}

export function ShareDialog({ api, session, onClose }: ShareDialogProps) {
  const words = useShareWords();
  const share = useShare(api, session.session_id);
  return (
    <Dialog title={words.title} closeLabel={words.close} onClose={onClose}>
      {() => (
        <>
          <p>{words.who}</p>
          <p>{words.until}</p>
          <Body {...share} />
        </>
      )}
    </Dialog>
  );
}
