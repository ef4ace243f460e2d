import sharp from "sharp";

/** A PNG with so many stripes of two colours, as a file to choose. */
export async function stripes(
  name: string,
  count: number,
  size = { width: 96, height: 96 },
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const { width, height } = size;
  const rgb = Buffer.alloc(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const odd = Math.floor(((i % width) * count) / width) % 2;
    rgb.set(odd === 1 ? [255, 40, 0] : [0, 90, 255], 3 * i);
  }
  const buffer = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return { name, mimeType: "image/png", buffer };
}
