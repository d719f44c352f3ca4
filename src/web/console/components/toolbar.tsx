// The line above a list: its filters and what can be done with it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../../common/components/icon-button.tsx";
import { Icon } from "../../common/components/icons.tsx";
import { useMedia } from "../../common/hooks/use-media.ts";
import { useKeys } from "../hooks/use-keys.ts";
import { changeQuery, usePlace } from "../place.ts";
import { useConsoleWords } from "../words.ts";

export function Toolbar({ children }: { children: ComponentChildren }) {
  return <div class="toolbar">{children}</div>;
}

/** Typing goes on for about this long between two letters. Milliseconds. */
const TYPING_PAUSE_MS = 300;

/** A text that is kept in the address while it is typed: what the field holds, and how to set it. */
function useTyped(name: string): [string, (text: string) => void] {
  const inAddress = usePlace().query.get(name) ?? "";
  const [text, setText] = useState(inAddress);
  // The address may change by itself: Back, or a link that sets a filter.
  useEffect(() => setText(inAddress), [inAddress]);
  useEffect(() => {
    if (text === inAddress) return;
    const timer = setTimeout(() => changeQuery({ [name]: text }, true), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}

export function SearchField({ name = "q", label }: { name?: string; label?: string }) {
  const words = useConsoleWords();
  const [text, setText] = useTyped(name);
  return (
    <div class="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={label ?? words.search}
        aria-keyshortcuts="/"
        placeholder={label ?? words.search}
        maxLength={200}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </div>
  );
}

export function TextFilter({ name, label }: { name: string; label: string }) {
  const [text, setText] = useTyped(name);
  return (
    <label class="filter">
      <span>{label}</span>
      <input
        type="text"
        maxLength={200}
        autocapitalize="off"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}

export interface Choice {
  value: string;
  label: string;
}

interface ChoiceFilterProps {
  name: string;
  label: string;
  choices: readonly Choice[];
  /** The word for no choice; absent: there is always one, and the first stands for none. */
  all?: string;
}

export function ChoiceFilter({ name, label, choices, all }: ChoiceFilterProps) {
  const value = usePlace().query.get(name) ?? "";
  const options = all === undefined ? choices : [{ value: "", label: all }, ...choices];
  const shown = options.some((option) => option.value === value) ? value : (options[0]?.value ?? "");
  return (
    <label class="filter">
      <span>{label}</span>
      <select value={shown} onChange={(event) => changeQuery({ [name]: event.currentTarget.value })}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

export function DateFilter({ name, label }: { name: string; label: string }) {
  const value = usePlace().query.get(name) ?? "";
  // A view may have been sent with a time: the field shows its day.
  return (
    <label class="filter">
      <span>{label}</span>
      <input
        type="date"
        value={value.slice(0, 10)}
        onChange={(event) => changeQuery({ [name]: event.currentTarget.value })}
      />
    </label>
  );
}

/** Below this width filters are folded away; the style sheets use the same number. */
const NARROW = "(max-width: 799px)";

/** The less common filters: beside the search, and folded away where there is no room. */
export function FilterGroup({ names, children }: { names: readonly string[]; children: ComponentChildren }) {
  const words = useConsoleWords();
  const narrow = useMedia(NARROW);
  const { query } = usePlace();
  const count = names.filter((name) => query.has(name)).length;
  if (!narrow) return <>{children}</>;
  return (
    <details class="filter-group">
      <summary class="button">
        {words.filters}
        {count > 0 && ` (${count})`}
      </summary>
      <div class="filter-fields">{children}</div>
    </details>
  );
}

/** Shown when one of these is set. */
export function ClearFilters({ names }: { names: readonly string[] }) {
  const words = useConsoleWords();
  const { query } = usePlace();
  if (!names.some((name) => query.has(name))) return null;
  return (
    <button
      type="button"
      class="button is-quiet"
      onClick={() => changeQuery(Object.fromEntries(names.map((name) => [name, null])))}
    >
      {words.clearFilters}
    </button>
  );
}

export function ReloadButton({ onReload, loading }: { onReload(): void; loading: boolean }) {
  const words = useConsoleWords();
  useKeys((key) => {
    if (key !== "r") return false;
    onReload();
    return true;
  });
  return <IconButton icon="retry" label={words.reload} class={loading ? "is-busy" : ""} onClick={onReload} />;
}
