import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import sharp from "sharp";
import type { Phones, Size } from "../../test/web/phones.ts";
import { stripes } from "../../test/web/pictures.ts";

const FOLDER = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
const WIDTHS = { phone: 390, desktop: 960 };
const COLORS = 96;
/** Thumbnails are painted one after the other. */
const PAINT_MS = 1500;

/** Number, millivolts and dBm of the poi: what a computer has not. */
const HEALTH = [
  [0, 4080, -52],
  [1, 3890, -74],
] as const;

interface Shot {
  name: string;
  hash: string;
  /** What a person does before it is worth a picture. */
  before?(page: Page): Promise<void>;
}

const SHOTS: readonly Shot[] = [
  { name: "play", hash: "play" },
  { name: "images", hash: "images" },
  { name: "picture", hash: "images", before: choosePicture },
  { name: "show", hash: "show/demo" },
  { name: "live", hash: "live", before: draw },
  { name: "poi", hash: "poi", before: hideStrangers },
  { name: "setup", hash: "setup" },
  { name: "care", hash: "care" },
];

/** Pictures of all screens in both sizes, small enough to lie in the repository. */
export async function takeScreens(phones: Phones): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const { poi } = phones;
  await phones.autoSync(false);
  await poi.put(0, "/api/patterns/wave", { color1: { r: 255, g: 120, b: 0 } });
  await poi.put(1, "/api/patterns/wave", { color1: { r: 0, g: 255, b: 160 } });
  await poi.post(0, "/api/sync/execute", {});
  await phones.autoSync(true);
  const { steps } = await poi.get(0, "/api/sequences/demo");
  Object.assign(steps[1], { brightness: 128, transition: "fade" });
  await poi.put(0, "/api/sequences/demo", { name: "Opening", steps });
  for (const [node, mv, dbm] of HEALTH) {
    writeFileSync(join(poi.folder(node), "battery-mv"), `${mv}`);
    writeFileSync(join(poi.folder(node), "signal-dbm"), `${dbm}`);
  }
  for (const size of ["phone", "desktop"] as Size[]) {
    for (const shot of SHOTS) {
      await poi.post(0, "/api/show", { pattern: "comet", blackout: false, startIn: 0 });
      const page = await phones.open(0, shot.hash, size);
      await page.waitForTimeout(PAINT_MS);
      await shot.before?.(page);
      const png = await page.screenshot();
      const file = `${shot.name}-${size}.png`;
      const { size: bytes } = await sharp(png)
        .resize({ width: WIDTHS[size] })
        .png({ palette: true, colours: COLORS, effort: 10 })
        .toFile(FOLDER + file);
      console.log(`docs/screens/${file} ${bytes} bytes`);
      await phones.close();
    }
  }
}

async function choosePicture(page: Page): Promise<void> {
  await page.getByLabel("Add a picture").setInputFiles(await stripes("Stripes.png", 5));
  await page.getByText("As spun 32 × 32").waitFor();
  await page.getByRole("heading", { name: "Edit the picture" }).click();
}

/** A star, by a finger. */
async function draw(page: Page): Promise<void> {
  await page.getByRole("slider", { name: "Times around the circle" }).fill("5");
  const { x, y, width } = (await page.getByRole("button", { name: /^Disc/ }).boundingBox())!;
  for (const [color, out] of [
    ["Cyan", 0.42],
    ["Violet", 0.28],
  ] as const) {
    await page.getByRole("button", { name: color }).click();
    for (let i = 0; i <= 20; i++) {
      const angle = (i / 20) * 1.25;
      const radius = width * (out - 0.14 * Math.sin(i / 6));
      const at = [
        x + width / 2 + radius * Math.sin(angle),
        y + width / 2 - radius * Math.cos(angle),
      ] as const;
      await page.mouse.move(...at);
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  }
  await page.mouse.move(0, 0);
}

/** Other poi of this computer's network have no place in a picture. */
async function hideStrangers(page: Page): Promise<void> {
  await page.evaluate(`for (const card of document.querySelectorAll(".stack:first-child > section"))
    if (!card.textContent.includes("fire duo")) card.hidden = true, card.style.display = "none";`);
}
