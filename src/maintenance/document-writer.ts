// Takes documents in and lets them go: the original in the bucket first, then the index. What is begun is noted, so that a stop
// at any moment ends with the old or the new document, and never with half of one.
import type { DocumentRecord } from "../core/document.ts";
import {
  type DocumentOffer,
  documentTag,
  type KeptDocument,
  LARGE_DOCUMENT_BYTES,
  NO_SUCH_DOCUMENT,
} from "../core/document-offer.ts";
import { fingerprint } from "../core/identifier.ts";
import { type Conditions, judge } from "../core/precondition.ts";
import { fail, type Result, succeed } from "../core/result.ts";
import type { KeptOriginal, Original, ReadDocument, Services } from "../services.ts";
import { Announcer } from "./announcer.ts";
import type { DocumentNotes } from "./document-notes.ts";
import type { Turns } from "./turns.ts";

const LARGE = "\n";
const LONGEST_TITLE = 200;
/** R2 keeps 8 KiB beside a file; its checksum and type take some of it. */
const MOST_FACTS_BYTES = 7_500;

/** Who else follows a document. Called in the same breath in which its index is new. */
export interface Follower {
  changed(record: DocumentRecord): void;
  removed(id: string): void;
}

export class DocumentWriter {
  readonly #services: Services;
  readonly #notes: DocumentNotes;
  readonly #turns: Turns;
  readonly #follower: Follower;
  readonly #announcer: Announcer;
  /** Notes that a document is not in order, and sees to it that somebody looks. */
  readonly #note: (id: string, isGone: boolean) => void;

  constructor(
    services: Services,
    notes: DocumentNotes,
    turns: Turns,
    follower: Follower,
    note: (id: string, isGone: boolean) => void,
  ) {
    this.#services = services;
    this.#notes = notes;
    this.#turns = turns;
    this.#follower = follower;
    this.#announcer = new Announcer(services);
    this.#note = note;
  }

  put(id: string, offer: DocumentOffer): Promise<Result<KeptDocument>> {
    return this.#inTurn(id, offer.length, () => this.#put(id, offer));
  }

  remove(id: string, conditions: Conditions): Promise<Result<null>> {
    return this.#turns.run(id, async () => {
      const { documents, documentFiles } = this.#services;
      const known = await documents.find(id);
      if (known === null && (await documentFiles.find(id)).length === 0) return fail(NO_SUCH_DOCUMENT);
      if (!isMet(conditions, known)) return fail({ kind: "precondition_failed" });
      this.#note(id, true);
      await this.#erase(id);
      await this.#finish(id);
      return succeed(null);
    });
  }

  /** Brings to an end what a note says was begun. */
  settle(id: string): Promise<void> {
    return this.#turns.run(id, async () => {
      const note = this.#notes.find(id);
      if (note === null) return;
      if (note.isGone) await this.#erase(id);
      else await this.#follow(id);
      await this.#finish(id);
    });
  }

  /**
   * Makes the index of a document anew from its original; none: it goes. False: it can no longer be read, and stays as it was.
   * Who does so to many announces it at the end.
   */
  reindex(id: string): Promise<boolean> {
    return this.#turns.run(id, () => this.#follow(id));
  }

  announce(): Promise<void> {
    return this.#announcer.announce();
  }

  async #put(id: string, offer: DocumentOffer): Promise<Result<KeptDocument>> {
    const { documents, documentFiles, now } = this.#services;
    const known = await documents.find(id);
    if (!isMet(offer.conditions, known)) return fail({ kind: "precondition_failed" });
    const asked = await fingerprint(JSON.stringify(offer.wish));
    // Nothing is under way, and its original is where it belongs.
    const present = this.#notes.find(id) === null ? (await documentFiles.find(id))[0] : undefined;
    const settled = present === undefined ? null : known;
    if (settled?.sha256 === offer.sha256 && present?.asked === asked)
      return succeed({ record: settled, became: "unchanged" });
    const bytes = typeof offer.body === "string" ? await documentFiles.read(offer.body) : offer.body;
    if (bytes === null) return fail(LOST_ON_THE_WAY);
    const read = await documents.read(bytes, offer.wish);
    if (!read.ok) return read;
    const updatedAt = new Date(timeAfter(known, now())).toISOString();
    const original = originalOf(id, offer, read.value, { asked, updatedAt });
    if (new TextEncoder().encode(JSON.stringify(original)).length > MOST_FACTS_BYTES)
      return fail(TOO_MUCH_SAID);
    if (settled !== null && saysTheSame(settled, original))
      return succeed({ record: settled, became: "unchanged" });
    this.#note(id, false);
    const kept = await documentFiles.put(original, bytes);
    const record = await this.#index(kept, read.value);
    await this.#finish(id);
    return succeed({ record, became: known === null ? "created" : "replaced" });
  }

  async #follow(id: string): Promise<boolean> {
    const { documents, documentFiles, telemetry } = this.#services;
    const [original] = await documentFiles.find(id);
    if (original === undefined) {
      await this.#erase(id);
      return true;
    }
    return this.#alone(original.bytes, async () => {
      const bytes = await documentFiles.read(original.key);
      const read = await documents.read(bytes ?? new Uint8Array(), original);
      if (read.ok) await this.#index(original, read.value);
      else {
        const code = "code" in read.failure ? read.failure.code : read.failure.kind;
        telemetry.write("warn", "knowledge", "document_not_indexed", { code, bytes: original.bytes });
      }
      return read.ok;
    });
  }

  async #index(original: KeptOriginal, read: ReadDocument): Promise<DocumentRecord> {
    const { documents, documentFiles } = this.#services;
    const { id, title, format, tags, url, bytes, sha256, updatedAt } = original;
    const facts = { id, title, format, tags, url, bytes, sha256, updated_at: updatedAt };
    const record = await documents.save(facts, read.content);
    this.#follower.changed(record);
    await documentFiles.empty(id, original.key);
    return record;
  }

  async #erase(id: string): Promise<void> {
    const { documents, documentFiles } = this.#services;
    await documents.remove(id);
    this.#follower.removed(id);
    await documentFiles.empty(id, null);
  }

  async #finish(id: string): Promise<void> {
    await this.#announcer.announce();
    this.#notes.remove(id);
  }

  #inTurn<T>(id: string, length: number, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(id, () => this.#alone(length, work));
  }

  /** A large document waits until no other large one is in memory. */
  #alone<T>(length: number, work: () => Promise<T>): Promise<T> {
    return length > LARGE_DOCUMENT_BYTES ? this.#turns.run(LARGE, work) : work();
  }
}

function isMet(conditions: Conditions, known: DocumentRecord | null): boolean {
  return judge(conditions, known && { etag: documentTag(known) }) === "met";
}

/** Versions of a document differ in their time, however fast they come. */
function timeAfter(known: DocumentRecord | null, now: number): number {
  return known === null ? now : Math.max(now, Date.parse(known.updated_at) + 1);
}

function originalOf(
  id: string,
  { wish, sha256, length }: DocumentOffer,
  read: ReadDocument,
  more: Pick<Original, "asked" | "updatedAt">,
): Original {
  const { tags, url, fileName, contentType } = wish;
  const ownTitle = [...(read.title ?? "").replace(/\s+/g, " ").trim()].slice(0, LONGEST_TITLE).join("");
  const title = wish.title ?? (ownTitle || stemOf(fileName ?? "") || id);
  return { id, title, format: read.format, tags, url, bytes: length, sha256, fileName, contentType, ...more };
}

function stemOf(fileName: string): string {
  return fileName.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "");
}

function saysTheSame(known: DocumentRecord, original: Original): boolean {
  const facts = ({ title, format, tags, url, sha256 }: DocumentRecord | Original) =>
    JSON.stringify([title, format, tags, url, sha256]);
  return facts(known) === facts(original);
}

const TOO_MUCH_SAID = {
  kind: "invalid",
  code: "too_much_said",
  message: `Title, tags, url and file name are too long together: they have at most ${MOST_FACTS_BYTES} bytes as JSON in UTF-8. Nothing has changed.`,
} as const;

const LOST_ON_THE_WAY = {
  kind: "unavailable",
  code: "try_again",
  message: "The document was lost on its way into the index. Nothing has changed. Send it again.",
} as const;
