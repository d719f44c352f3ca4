// The dialogs about whole conversations, each fetched when it is first opened.
import type { SessionSummary } from "../../../core/wire.ts";
import type { Api } from "../api.ts";
import type { ImportDialogProps } from "../transfer/import-dialog.tsx";
import { LazyPart } from "./lazy-part.tsx";

export type OpenDialog =
  | { kind: "share"; session: SessionSummary }
  | { kind: "import" }
  | { kind: "devices" }
  | { kind: "shortcuts" };

export interface DialogsProps extends Pick<ImportDialogProps, "onImported"> {
  api: Api;
  open: OpenDialog | null;
  onClose(): void;
  onFailed(): void;
}

const loadShare = () => import("../share/share-dialog.tsx").then((part) => part.ShareDialog);
const loadImport = () => import("../transfer/import-dialog.tsx").then((part) => part.ImportDialog);
const loadDevices = () => import("../devices/devices-dialog.tsx").then((part) => part.DevicesDialog);
const loadLegend = () => import("../legend/legend.tsx").then((part) => part.Legend);

export function Dialogs({ api, open, onClose, onFailed, onImported }: DialogsProps) {
  switch (open?.kind) {
    case "share":
      return <LazyPart load={loadShare} with={{ api, session: open.session, onClose }} onFailed={onFailed} />;
    case "import":
      return <LazyPart load={loadImport} with={{ api, onImported, onClose }} onFailed={onFailed} />;
    case "devices":
      return <LazyPart load={loadDevices} with={{ api, onClose }} onFailed={onFailed} />;
    case "shortcuts":
      return <LazyPart load={loadLegend} with={{ onClose }} onFailed={onFailed} />;
    default:
      return null;
  }
}
