// What went wrong, what to do about it, and the request's id for whoever runs the server.

import { CopyButton } from "../../common/components/copy-button.tsx";
import { Icon } from "../../common/components/icons.tsx";
import { useCountdown } from "../../common/hooks/use-countdown.ts";
import { detailOf, type Failure } from "../failure.ts";
import { useMessages } from "../messages.ts";

function RequestId({ id }: { id: string }) {
  const messages = useMessages();
  return (
    <p class="request-id">
      <span>
        {messages.requestId} <code>{id}</code>
      </span>
      <CopyButton text={id} label={messages.copyRequestId} />
    </p>
  );
}

export interface FailureNoticeProps {
  failure: Failure;
  /** Instead of the failure's own headline. */
  headline?: string;
  /** Instead of the failure's own advice. */
  todo?: string;
  onRetry?: (() => void) | undefined;
}

export function FailureNotice({ failure, headline, todo, onRetry }: FailureNoticeProps) {
  const messages = useMessages();
  const words = messages.failure[failure.kind];
  const detail = detailOf(failure);
  const left = useCountdown(failure.waitSeconds ?? 0);
  return (
    <div class="failure">
      <p class="failure-what">{headline ?? words.what}</p>
      <p>{left > 0 ? messages.waitSeconds(left) : (todo ?? words.todo)}</p>
      {detail !== "" && (
        <p class="failure-detail" lang="en">
          {detail}
        </p>
      )}
      {failure.requestId !== null && <RequestId id={failure.requestId} />}
      {onRetry !== undefined && (
        <button type="button" class="button" disabled={left > 0} onClick={onRetry}>
          <Icon name="retry" />
          {messages.retry}
        </button>
      )}
    </div>
  );
}
