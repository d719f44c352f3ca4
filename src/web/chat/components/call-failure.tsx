// What went wrong with something that is no message: the same facts, without advice about messages.
import { useMessages } from "../messages.ts";
import { FailureNotice, type FailureNoticeProps } from "./failure-notice.tsx";

const aboutMessages = new Set(["missing", "refused", "server", "long", "foreign"]);

interface CallFailureProps extends Omit<FailureNoticeProps, "todo"> {
  /** What to do about it when it is what was sent that is at fault. */
  mend?: string;
}

export function CallFailure({ mend, ...notice }: CallFailureProps) {
  const messages = useMessages();
  const { kind } = notice.failure;
  if (!aboutMessages.has(kind)) return <FailureNotice {...notice} />;
  const atFault = kind === "refused" || kind === "long";
  return <FailureNotice {...notice} todo={(atFault && mend) || messages.tryLater} />;
}
