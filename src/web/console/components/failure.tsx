// What went wrong, what to do about it, and the request's id for looking it up.
import { CopyButton } from "../../common/components/copy-button.tsx";
import { Icon } from "../../common/components/icons.tsx";
import { useCountdown } from "../../common/hooks/use-countdown.ts";
import type { Refusal } from "../../common/refusal.ts";
import { detailOfRefusal, kindOfRefusal } from "../failure-kind.ts";
import { useConsoleWords } from "../words.ts";

function RequestId({ id }: { id: string }) {
  const words = useConsoleWords();
  return (
    <p class="request-id">
      <span>
        {words.requestId} <code>{id}</code>
      </span>
      <CopyButton text={id} label={words.copyRequestId} />
    </p>
  );
}

interface FailureProps {
  refusal: Refusal;
  onRetry?: (() => void) | undefined;
}

export function Failure({ refusal, onRetry }: FailureProps) {
  const words = useConsoleWords();
  const { what, todo } = words.failure[kindOfRefusal(refusal)];
  const detail = detailOfRefusal(refusal);
  const left = useCountdown(refusal.waitSeconds ?? 0, refusal);
  return (
    <div class="failure">
      <p class="failure-what" role="alert">
        {what}
      </p>
      <p>{left > 0 ? words.waitSeconds(left) : todo}</p>
      {detail !== "" && (
        <p class="failure-detail" lang="en">
          {detail}
        </p>
      )}
      {refusal.requestId !== null && <RequestId id={refusal.requestId} />}
      {onRetry !== undefined && (
        <button type="button" class="button" disabled={left > 0} onClick={onRetry}>
          <Icon name="retry" />
          {words.tryAgain}
        </button>
      )}
    </div>
  );
}
