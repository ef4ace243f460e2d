/** Character codes of the digits. */
const DIGITS = Uint8Array.of(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102);

/** Lower-case hexadecimal digits, two a byte. */
export function toHex(bytes: Uint8Array): string {
  const length = bytes.length;
  let text = "";
  let at = 0;
  // Four bytes a piece: joining strings is the dear part.
  for (; at + 4 <= length; at += 4) {
    const a = bytes[at]!;
    const b = bytes[at + 1]!;
    const c = bytes[at + 2]!;
    const d = bytes[at + 3]!;
    text += String.fromCharCode(
      DIGITS[a >> 4]!,
      DIGITS[a & 15]!,
      DIGITS[b >> 4]!,
      DIGITS[b & 15]!,
      DIGITS[c >> 4]!,
      DIGITS[c & 15]!,
      DIGITS[d >> 4]!,
      DIGITS[d & 15]!,
    );
  }
  for (; at < length; at++) text += String.fromCharCode(DIGITS[bytes[at]! >> 4]!, DIGITS[bytes[at]! & 15]!);
  return text;
}

/** The bytes of lower- or upper-case hexadecimal digits, or undefined where `text` is anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  const length = text.length;
  if (length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(length / 2);
  for (let i = 0; i < length; i += 2) {
    const high = hexDigit(text.charCodeAt(i));
    const low = hexDigit(text.charCodeAt(i + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[i >> 1] = (high << 4) | low;
  }
  return bytes;
}

/** Value of one digit's character code, -1 for any other character. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}
