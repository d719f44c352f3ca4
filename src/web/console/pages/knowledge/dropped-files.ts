// Files as they are dropped: folders are opened, and what is in them is called by its way there.

export interface NamedFile {
  file: File;
  /** From the dropped folder on: `hr/leave.md`. */
  path: string;
}

/** Folders within each other beyond this are no handbook. */
const DEEPEST = 8;
const MOST_FILES = 2_000;

export function named(files: readonly File[]): NamedFile[] {
  return files.map((file) => ({ file, path: file.name }));
}

/** To be called while the drop is handled: later the browser no longer tells. */
export function openDropped(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => item.webkitGetAsEntry());
  // Without an entry, as from a script, there is no folder either.
  if (entries.every((entry) => entry === null || entry.isFile))
    return Promise.resolve(named([...transfer.files]));
  const known = entries.filter((entry) => entry !== null);
  return openAll(known, "", 0).then((files) => files.slice(0, MOST_FILES));
}

async function openAll(
  entries: readonly FileSystemEntry[],
  folder: string,
  depth: number,
): Promise<NamedFile[]> {
  const opened: NamedFile[] = [];
  for (const entry of entries) {
    // What the system keeps there for itself.
    if (entry.name.startsWith(".") || opened.length >= MOST_FILES) continue;
    const path = folder + entry.name;
    if (isFolder(entry)) {
      // The dropped folder itself is no part of the names.
      const inside = depth === 0 ? "" : `${path}/`;
      if (depth < DEEPEST) opened.push(...(await openAll(await childrenOf(entry), inside, depth + 1)));
    } else if (isFile(entry)) {
      opened.push({ file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), path });
    }
  }
  return opened;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** A browser gives some hundred at a time, and none when there are no more. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return children;
    children.push(...some);
  }
}
