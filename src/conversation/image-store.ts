// Images that came with messages, in parts: a row of SQLite takes two megabytes, an image may be larger.
import { HISTORY_IMAGES } from "../core/prompt.ts";

/** Characters a part: a data URL is ASCII, so these are bytes. */
const PART_LENGTH = 1_000_000;

export class ImageStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  write(seq: number, images: string[]): void {
    images.forEach((data, image) => {
      for (let start = 0; start < data.length; start += PART_LENGTH) {
        this.#sql.exec(
          "INSERT INTO image_parts (seq, image, part, data) VALUES (?, ?, ?, ?)",
          seq,
          image,
          start / PART_LENGTH,
          data.slice(start, start + PART_LENGTH),
        );
      }
    });
  }

  read(seq: number): string[] {
    const images: string[] = [];
    const rows = this.#sql.exec<{ image: number; data: string }>(
      "SELECT image, data FROM image_parts WHERE seq = ? ORDER BY image, part",
      seq,
    );
    for (const { image, data } of rows) images[image] = (images[image] ?? "") + data;
    return images;
  }

  has(seq: number): boolean {
    return this.#sql.exec("SELECT 1 FROM image_parts WHERE seq = ? LIMIT 1", seq).toArray().length > 0;
  }

  /** Characters of all images of this turn. */
  size(seq: number): number {
    return this.#sql
      .exec<{ size: number }>(
        "SELECT coalesce(sum(length(data)), 0) AS size FROM image_parts WHERE seq = ?",
        seq,
      )
      .one().size;
  }

  move(from: number, to: number): void {
    this.#sql.exec("UPDATE image_parts SET seq = ? WHERE seq = ?", to, from);
  }

  /** Up to this turn, keeps the images that a later prompt may still show to the model. Turns behind it have yet to show theirs. */
  prune(upTo: number): void {
    this.#sql.exec(
      `DELETE FROM image_parts WHERE seq < (SELECT min(seq) FROM
       (SELECT DISTINCT seq FROM image_parts WHERE seq <= ? ORDER BY seq DESC LIMIT ?))`,
      upTo,
      HISTORY_IMAGES,
    );
  }
}
