// The rail of words: where one can go, how it looks, and the way out.
import { Appearance, type AppearanceProps } from "../../common/components/appearance.tsx";
import { IconButton } from "../../common/components/icon-button.tsx";
import type { Drawer } from "../../common/hooks/use-drawer.ts";
import { tellFullTime } from "../format.ts";
import { useLanguage } from "../hooks/use-language.ts";
import { useTask } from "../hooks/use-task.ts";
import { addressOf, PAGES, type Route, railPageOf } from "../route.ts";
import { useConsoleWords } from "../words.ts";

export interface ShellProps {
  expiresAt: string;
  onSignOut(): Promise<void>;
  appearance: AppearanceProps;
}

interface RailProps extends ShellProps {
  route: Route;
  drawer: Drawer;
  onKeys(): void;
}

function RailLinks({ route }: { route: Route }) {
  const words = useConsoleWords();
  const current = railPageOf(route);
  return (
    <ul class="rail-links">
      {PAGES.map((page) => (
        <li key={page}>
          <a
            href={addressOf(page)}
            aria-current={page === route.page ? "page" : undefined}
            data-current={page === current ? "" : undefined}
          >
            {words.pages[page].title}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Rail({ route, drawer, onKeys, onSignOut, expiresAt, appearance }: RailProps) {
  const words = useConsoleWords();
  const language = useLanguage();
  const leaving = useTask();
  return (
    <nav class="rail drawer" aria-label={words.rail} ref={drawer.panel} inert={drawer.away}>
      <div class="rail-head">
        <span class="rail-product">Clawdbot</span>
        <IconButton icon="close" label={words.closeMenu} class="drawer-close" onClick={drawer.close} />
      </div>
      <RailLinks route={route} />
      <div class="rail-foot">
        <button type="button" class="button is-quiet" aria-keyshortcuts="?" onClick={onKeys}>
          {words.keys} <kbd>?</kbd>
        </button>
        <button
          type="button"
          class="button is-quiet"
          title={words.signedInUntil(tellFullTime(expiresAt, language))}
          disabled={leaving.running}
          onClick={() => void leaving.run(onSignOut)}
        >
          {words.signOut}
        </button>
        <Appearance {...appearance} />
      </div>
    </nav>
  );
}
