// What a channel is made of: addresses and lists to copy, and what happened last.
import type { ComponentChildren } from "preact";
import { CopyButton } from "../../../common/components/copy-button.tsx";
import { Icon } from "../../../common/components/icons.tsx";
import { CopyLine } from "../../components/copy-line.tsx";
import { Time } from "../../components/time.tsx";
import { tellNumber } from "../../format.ts";
import { useLanguage } from "../../hooks/use-language.ts";
import type { Channel, Happening } from "../../wire.ts";
import { useChannelWords } from "./words.ts";

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Names({ names, label }: { names: readonly string[]; label: string }) {
  return (
    <span class="names">
      <span>
        {names.map((name) => (
          <code key={name}>{name}</code>
        ))}
      </span>
      <CopyButton text={names.join("\n")} label={label} />
    </span>
  );
}

function Scopes({ scopes }: { scopes: string }) {
  const words = useChannelWords();
  return (
    <div class="scopes">
      <span>{words.scopesMeaning}</span>
      <CopyButton text={scopes} label={words.copyScopes} />
      <details>
        <summary>
          <Icon name="chevron" />
          {words.showScopes}
        </summary>
        <pre>{scopes}</pre>
      </details>
    </div>
  );
}

function Happened({ happening, absent }: { happening: Happening | null; absent: string }) {
  if (happening === null) return <span class="quiet">{absent}</span>;
  return (
    <>
      <Time at={happening.at} />
      {happening.reason !== null && <span class="error-text"> {happening.reason}</span>}
    </>
  );
}

function Calls({ calls }: { calls: NonNullable<Channel["calls"]> }) {
  const words = useChannelWords();
  const language = useLanguage();
  const used = tellNumber(calls.used, language);
  if (calls.allowance === null) return <>{words.callsNoAllowance(used)}</>;
  return (
    <span class="meter">
      <span>{words.callsOf(used, tellNumber(calls.allowance, language))}</span>
      <progress value={calls.used} max={calls.allowance} aria-label={words.calls} />
    </span>
  );
}

/** Platforms send events to us; the page and the API are asked directly. */
function isPlatform({ channel }: Channel): boolean {
  return channel === "feishu" || channel === "dingtalk" || channel === "signed";
}

export function ChannelFacts({ channel }: { channel: Channel }) {
  const words = useChannelWords();
  const { callback_url, scopes, permissions, events, calls } = channel;
  return (
    <dl class="facts-list">
      {callback_url !== null && (
        <Fact name={isPlatform(channel) ? words.callback : words.address}>
          <CopyLine text={callback_url} label={words.copyCallback} />
        </Fact>
      )}
      {scopes !== null && (
        <Fact name={words.scopes}>
          <Scopes scopes={scopes} />
        </Fact>
      )}
      {permissions.length > 0 && scopes === null && (
        <Fact name={words.permissions}>
          <Names names={permissions} label={words.copyPermissions} />
        </Fact>
      )}
      {events.length > 0 && (
        <Fact name={words.events}>
          <Names names={events} label={words.copyEvents} />
        </Fact>
      )}
      {isPlatform(channel) && (
        <>
          <Fact name={words.lastEvent}>
            <Happened happening={channel.last_event} absent={words.noEvent} />
          </Fact>
          <Fact name={words.lastRefusal}>
            <Happened happening={channel.last_refusal} absent={words.noRefusal} />
          </Fact>
        </>
      )}
      {calls !== null && (
        <Fact name={words.calls}>
          <Calls calls={calls} />
        </Fact>
      )}
    </dl>
  );
}
