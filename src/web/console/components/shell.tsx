// The frame of every page: the rail, the page's head, and the page itself.
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../common/components/icon-button.tsx";
import { type Drawer, useDrawer } from "../../common/hooks/use-drawer.ts";
import { useEscape } from "../../common/hooks/use-escape.ts";
import { focusSearch, moveAlongRows, useKeys } from "../hooks/use-keys.ts";
import { NowContext, useTicking } from "../hooks/use-now.ts";
import { usePlace } from "../place.ts";
import { type PageName, type Route, routeOf } from "../route.ts";
import { useConsoleWords } from "../words.ts";
import { KeyLegend } from "./key-legend.tsx";
import { LazyPage } from "./lazy-page.tsx";
import { Rail, type ShellProps } from "./rail.tsx";

function PageHead({ page, drawer }: { page: PageName; drawer: Drawer }) {
  const words = useConsoleWords();
  const { title, question } = words.pages[page];
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(page);
  useEffect(() => {
    document.title = `${title} · Clawdbot`;
    if (shown.current !== page) heading.current?.focus({ preventScroll: true });
    shown.current = page;
  }, [page, title]);
  return (
    <header class="page-head">
      <IconButton
        icon="menu"
        label={words.openMenu}
        class="narrow-only"
        expanded={drawer.covers}
        button={drawer.opener}
        onClick={drawer.show}
      />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {question !== "" && <p class="page-question">{question}</p>}
    </header>
  );
}

function useFrameKeys(showLegend: () => void): void {
  useKeys((key) => {
    if (key === "?") {
      showLegend();
      return true;
    }
    return key === "/" ? focusSearch() : moveAlongRows(key);
  });
}

function pageKey({ page, id }: Route): string {
  return `${page} ${id ?? ""}`;
}

export function Shell(props: ShellProps) {
  const words = useConsoleWords();
  const { path } = usePlace();
  const route = routeOf(path);
  const drawer = useDrawer();
  const [legend, setLegend] = useState(false);
  useFrameKeys(() => setLegend(true));
  useEscape(drawer.covers ? drawer.close : null);
  useEffect(drawer.close, [path, drawer.close]);
  return (
    <NowContext.Provider value={useTicking()}>
      <div class="page console" data-menu={drawer.covers ? "open" : undefined}>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <Rail {...props} route={route} drawer={drawer} onKeys={() => setLegend(true)} />
        {drawer.covers && (
          <button type="button" class="veil" tabIndex={-1} aria-hidden="true" onClick={drawer.close} />
        )}
        <main class="content" id="content" tabIndex={-1} inert={drawer.covers}>
          <PageHead page={route.page} drawer={drawer} />
          <LazyPage key={pageKey(route)} route={route} />
        </main>
        {legend && <KeyLegend onClose={() => setLegend(false)} />}
      </div>
    </NowContext.Provider>
  );
}
