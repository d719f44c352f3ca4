// An address to take along: to be read, selected and copied.
import { useId } from "preact/hooks";
import { useCopy } from "../hooks/use-copy.ts";
import { Icon } from "./icons.tsx";

interface LinkFieldProps {
  label: string;
  url: string;
  copy: string;
  copied: string;
}

export function LinkField(props: LinkFieldProps) {
  const id = useId();
  const { copied, copy } = useCopy();
  return (
    <div class="link-field">
      <label class="visually-hidden" for={id}>
        {props.label}
      </label>
      <input
        id={id}
        type="text"
        readOnly
        value={props.url}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" class="button is-primary" onClick={() => copy(props.url)}>
        <Icon name={copied ? "check" : "copy"} />
        <span aria-live="polite">{copied ? props.copied : props.copy}</span>
      </button>
    </div>
  );
}
