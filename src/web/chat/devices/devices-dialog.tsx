// Makes a link that another device opens to go on with the same conversations: once, and for minutes only.
import { useEffect, useState } from "preact/hooks";
import type { DeviceLink } from "../../../core/wire.ts";
import { Dialog } from "../../common/components/dialog.tsx";
import { LinkField } from "../../common/components/link-field.tsx";
import { useCountdown } from "../../common/hooks/use-countdown.ts";
import { type Api, expectShape } from "../api.ts";
import { CallFailure } from "../components/call-failure.tsx";
import { type Failure, failureOf } from "../failure.ts";
import { hashOfJoin } from "../route.ts";
import { QrCode } from "./qr-code.tsx";
import { useDeviceWords } from "./words.ts";

function isDeviceLink(value: unknown): value is DeviceLink {
  const { code, expires_at } = Object(value);
  return typeof code === "string" && typeof expires_at === "string";
}

/** The link is good for so long by the clock of this machine, whatever the server's says. */
function secondsOf(link: DeviceLink, longest = 600): number {
  const seconds = Math.round((Date.parse(link.expires_at) - Date.now()) / 1000);
  return seconds > 0 && seconds <= longest ? seconds : longest;
}

function Link({ link, onAgain }: { link: DeviceLink; onAgain(): void }) {
  const words = useDeviceWords();
  const [seconds] = useState(() => secondsOf(link));
  const left = useCountdown(seconds, link);
  const url = `${location.origin}/${hashOfJoin(link.code)}`;
  if (left === 0) {
    return (
      <>
        <p role="alert">{words.over}</p>
        <div class="dialog-row">
          <button type="button" class="button is-primary" onClick={onAgain}>
            {words.again}
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      <QrCode text={url} label={words.code} />
      <LinkField label={words.link} url={url} copy={words.copy} copied={words.copied} />
      <p class="is-tabular">{words.left(left)}</p>
    </>
  );
}

export function DevicesDialog({ api, onClose }: { api: Api; onClose(): void }) {
  const words = useDeviceWords();
  const [link, setLink] = useState<DeviceLink | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function make(): Promise<void> {
    setLink(null);
    setFailure(null);
    try {
      setLink(await expectShape(await api.call("/api/visitor/link", { method: "POST" }), isDeviceLink));
    } catch (error) {
      setFailure(failureOf(error));
    }
  }
  useEffect(() => void make(), [api]);
  return (
    <Dialog title={words.title} closeLabel={words.close} onClose={onClose}>
      {() => (
        <>
          <p>{words.meaning}</p>
          <p class="warning">{words.careful}</p>
          {link !== null && <Link key={link.code} link={link} onAgain={() => void make()} />}
          {link === null && failure === null && <p>{words.making}</p>}
          {failure !== null && (
            <CallFailure failure={failure} headline={words.failed} onRetry={() => void make()} />
          )}
        </>
      )}
    </Dialog>
  );
}
