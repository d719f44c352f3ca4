// How long a text is for a platform that counts bytes. Makes nothing: it is asked again for every place where an answer may be cut.

/** UTF-8 bytes; half of a surrogate pair counts as U+FFFD, which an encoder writes for it. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isPair(text, index)) {
      bytes += 4;
      index += 1;
    } else bytes += plainBytes(code);
  }
  return bytes;
}

/** UTF-8 bytes of `JSON.stringify(text)`, quotes included. */
export function jsonLength(text: string): number {
  let bytes = 2;
  for (let index = 0; index < text.length; index += 1) {
    if (isPair(text, index)) {
      bytes += 4;
      index += 1;
    } else bytes += jsonBytes(text.charCodeAt(index));
  }
  return bytes;
}

function isPair(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 0xd800 || code > 0xdbff) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}

function plainBytes(code: number): number {
  if (code < 0x80) return 1;
  return code < 0x800 ? 2 : 3;
}

/** `\b \t \n \f \r` have short escapes; other control characters and halves of a pair are written as `\u0000`. */
function jsonBytes(code: number): number {
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x20) return code === 8 || code === 9 || code === 10 || code === 12 || code === 13 ? 2 : 6;
  return code >= 0xd800 && code <= 0xdfff ? 6 : plainBytes(code);
}
