/** CRC-32 of ISO 3309 (polynomial 0xEDB88320 reflected), as in zip and PNG. */
const TABLE = makeTable();

function makeTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[i] = value;
  }
  return table;
}

/** The sum of `bytes[start..end)` as an unsigned 32-bit integer. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let sum = -1;
  for (let i = start; i < end; i++) sum = (sum >>> 8) ^ TABLE[(sum ^ bytes[i]!) & 255]!;
  return (sum ^ -1) >>> 0;
}
