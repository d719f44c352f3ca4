// Which side of a model file is looked at: kept in the address.
import { useMedia } from "../../../common/hooks/use-media.ts";
import { usePlace } from "../../place.ts";
import { withChanges } from "../../route.ts";
import { MAIN, type MainView, SIDE, type SideView, type Views, viewsOf } from "./views.ts";
import { useModelWords } from "./words.ts";

/** Below this width there is no room for two columns; the style sheet uses the same number. */
const NARROW = "(max-width: 1199px)";

export function useViews(): Views {
  return viewsOf(usePlace().query, useMedia(NARROW));
}

interface TabsProps {
  label: string;
  /** The parameter of the address that holds the choice. */
  name: "view" | "side";
  choices: readonly (MainView | SideView)[];
  current: MainView | SideView | null;
}

function Tabs({ label, name, choices, current }: TabsProps) {
  const words = useModelWords();
  const { path, query } = usePlace();
  return (
    <nav class="tabs page-tabs" aria-label={label}>
      {choices.map((choice) => (
        <a
          key={choice}
          href={`${path}?${withChanges(query, { [name]: choice })}`}
          aria-current={choice === current ? "page" : undefined}
        >
          {words[choice]}
        </a>
      ))}
    </nav>
  );
}

/** `hasVersions`: there are some to look at. */
export function MainTabs({ views, hasVersions }: { views: Views; hasVersions: boolean }) {
  const words = useModelWords();
  const main = hasVersions ? MAIN : MAIN.filter((name) => name !== "versions");
  return (
    <Tabs
      label={words.views}
      name="view"
      choices={views.narrow ? [...main, ...SIDE] : main}
      current={views.main ?? views.side}
    />
  );
}

export function SideTabs({ views }: { views: Views }) {
  const words = useModelWords();
  return <Tabs label={words.side} name="side" choices={SIDE} current={views.side} />;
}
