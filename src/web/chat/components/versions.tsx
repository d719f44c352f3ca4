// Which version of a message is shown, and the way to the others.
import { Icon } from "../../common/components/icons.tsx";
import type { Chat } from "../chat.ts";
import type { UserMessage } from "../message.ts";
import { useMessages } from "../messages.ts";

interface StepProps {
  icon: "left" | "right";
  label: string;
  /** The version there; none at an end. */
  to: string | undefined;
  chat: Chat;
}

/** At an end it is off but keeps the focus: the other direction is one press away. */
function Step({ icon, label, to, chat }: StepProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={to === undefined}
      onClick={() => to !== undefined && void chat.showVersion(to)}
    >
      <Icon name={icon} />
    </button>
  );
}

export function Versions({ message, chat }: { message: UserMessage; chat: Chat }) {
  const messages = useMessages();
  const { versions } = message;
  if (versions.length < 2) return null;
  const at = versions.indexOf(message.id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields.
    <div class="versions at-rest" role="group" aria-label={messages.versions}>
      <Step icon="left" label={messages.earlierVersion} to={versions[at - 1]} chat={chat} />
      <span aria-live="polite">
        <span class="visually-hidden">{messages.versionNumber(at + 1, versions.length)}</span>
        <span aria-hidden="true">{`${at + 1} / ${versions.length}`}</span>
      </span>
      <Step icon="right" label={messages.laterVersion} to={versions[at + 1]} chat={chat} />
    </div>
  );
}
