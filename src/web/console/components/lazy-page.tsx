// Loads a page's code when the page is first shown.
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { addressOf, type PageName, type Route } from "../route.ts";
import { useConsoleWords } from "../words.ts";
import { Skeleton } from "./skeleton.tsx";

interface PageProps {
  /** Of the page of one thing: which. */
  id: string;
}

type LazyName = Exclude<PageName, "missing">;

const LOADERS: Record<LazyName, () => Promise<ComponentType<PageProps>>> = {
  overview: () => import("../pages/overview/overview-page.tsx").then((module) => module.OverviewPage),
  conversations: () =>
    import("../pages/conversations/conversations-page.tsx").then((module) => module.ConversationsPage),
  conversation: () =>
    import("../pages/conversations/conversation-page.tsx").then((module) => module.ConversationPage),
  deliveries: () => import("../pages/deliveries/deliveries-page.tsx").then((module) => module.DeliveriesPage),
  alerts: () => import("../pages/alerts/alerts-page.tsx").then((module) => module.AlertsPage),
  logs: () => import("../pages/logs/logs-page.tsx").then((module) => module.LogsPage),
  models: () => import("../pages/models/models-page.tsx").then((module) => module.ModelsPage),
  model: () => import("../pages/models/model-page.tsx").then((module) => module.ModelPage),
  knowledge: () => import("../pages/knowledge/knowledge-page.tsx").then((module) => module.KnowledgePage),
  document: () => import("../pages/knowledge/document-page.tsx").then((module) => module.DocumentPage),
  files: () => import("../pages/files/files-page.tsx").then((module) => module.FilesPage),
  channels: () => import("../pages/channels/channels-page.tsx").then((module) => module.ChannelsPage),
  backups: () => import("../pages/backups/backups-page.tsx").then((module) => module.BackupsPage),
  settings: () => import("../pages/settings/settings-page.tsx").then((module) => module.SettingsPage),
};

const loaded = new Map<LazyName, ComponentType<PageProps>>();

function PageFailed() {
  const words = useConsoleWords();
  return (
    <div class="failure">
      <p class="failure-what" role="alert">
        {words.pageFailed}
      </p>
      <p>{words.pageFailedTodo}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {words.reloadConsole}
      </button>
    </div>
  );
}

function PageMissing() {
  const words = useConsoleWords();
  return (
    <div class="empty">
      <p>{words.missing}</p>
      <a class="button" href={addressOf("overview")}>
        {words.toOverview}
      </a>
    </div>
  );
}

/** A page that breaks leaves the rail standing. */
class Boundary extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <PageFailed /> : this.props.children;
  }
}

function Loading({ name, id }: { name: LazyName; id: string }) {
  const [, setRound] = useState(0);
  const [failed, setFailed] = useState(false);
  const Page = loaded.get(name);
  useEffect(() => {
    if (Page !== undefined) return;
    LOADERS[name]().then(
      (component) => {
        loaded.set(name, component);
        setRound((count) => count + 1);
      },
      () => setFailed(true),
    );
  }, [name, Page]);
  if (failed) return <PageFailed />;
  return Page === undefined ? <Skeleton /> : <Page id={id} />;
}

export function LazyPage({ route }: { route: Route }) {
  if (route.page === "missing") return <PageMissing />;
  return (
    <Boundary>
      <Loading name={route.page} id={route.id ?? ""} />
    </Boundary>
  );
}
