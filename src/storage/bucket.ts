// What one call of R2 does not do whatever the number: all pages of a list, and keys deleted by the thousand.

const MOST_KEYS = 1_000;

export async function* listPages(bucket: R2Bucket, options: R2ListOptions): AsyncGenerator<R2Objects> {
  let page = await bucket.list(options);
  yield page;
  while (page.truncated) {
    page = await bucket.list({ ...options, cursor: page.cursor });
    yield page;
  }
}

export async function deleteKeys(bucket: R2Bucket, keys: string[]): Promise<void> {
  for (let index = 0; index < keys.length; index += MOST_KEYS)
    await bucket.delete(keys.slice(index, index + MOST_KEYS));
}
