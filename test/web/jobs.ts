import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type Light, untilLit } from "./leds.ts";
import type { Phones, Size } from "./phones.ts";
import { stripes } from "./pictures.ts";

/** Between two taps of a slow beat: silence comes before the next. */
const TAP_MS = 900;

/** What each screen is for, done by what its parts are called, as a person or a screen reader finds them. */
export function jobs(phones: () => Phones, size: Size): void {
  const open = (node: number, screen: string): Promise<Page> => phones().open(node, screen, size);

  it("Images: a picture is chosen, seen as spun, uploaded, and is on the other poi's page", async () => {
    const name = `stripes ${size}`;
    const [page, other] = await Promise.all([open(0, "images"), open(1, "images")]);
    await page.getByLabel("Add a picture").setInputFiles(await stripes(`${name}.png`, 6));
    const sheet = page.getByRole("dialog", { name: "Edit the picture" });
    await sheet.getByRole("img", { name: "As spun" }).waitFor();
    await sheet.getByText("32 × 32").waitFor();
    await slide(sheet.getByRole("slider", { name: "Contrast" }), "0.2");
    await sheet.getByRole("button", { name: "Upload" }).click();
    await page.getByText(`“${name}” is on the poi`).waitFor();
    await other.getByRole("link", { name }).waitFor();
    const isThere = (each: Image) => each.name === name && each.width === 32 && each.complete;
    await phones().until(1, "/api/images", ({ images }) => images.filter(isThere).length === 1);
  });

  it("Images: a picture is renamed, played, deleted, and comes back", async () => {
    const page = await open(0, "images/heart");
    const sheet = page.getByRole("dialog");
    const name = `Heart ${size}`;
    await sheet.getByLabel("Name").fill(name);
    await sheet.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("dialog", { name }).waitFor();
    await sheet.getByRole("button", { name: "Play" }).click();
    await sheet.getByRole("button", { name: "Playing" }).waitFor();
    await phones().until(1, "/api/status", ({ mode }) => mode === 1);
    await sheet.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name }).waitFor();
    const { width, complete } = await phones().poi.get(0, "/api/images/heart");
    assert.deepEqual([width, complete], [32, true]);
  });

  it("Play: a pattern is tweaked, undone, tweaked and kept as a new one", async () => {
    const page = await open(0, "play");
    const { poi } = phones();
    await page.getByRole("button", { name: "Comet", exact: true }).click();
    await page.getByRole("img", { name: "Comet, spinning" }).waitFor();
    const before = await poi.get(0, "/api/patterns/comet");
    await slide(page.getByRole("slider", { name: "Speed" }), "200");
    await phones().until(0, "/api/patterns/comet", ({ speed }) => speed === 200);
    await page.getByRole("button", { name: "Undo changes" }).click();
    await phones().until(0, "/api/patterns/comet", ({ speed }) => speed === before.speed);
    await slide(page.getByRole("slider", { name: "Lanes" }), "4");
    await page.getByRole("button", { name: "Keep as new" }).click();
    await page.getByLabel("New name").fill(`Comet ${size}`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("img", { name: `Comet ${size}, spinning` }).waitFor();
    const { patterns } = await poi.get(0, "/api/patterns");
    const kept = patterns.find(({ name }: Named) => name === `Comet ${size}`);
    assert.deepEqual(kept.controls.lanes, 4);
    await phones().until(0, "/api/patterns/comet", ({ controls }) => (controls?.lanes ?? 3) !== 4);
  });

  it("Play: a colour that is chosen is what the LEDs of both poi give; blackout is dark", async () => {
    const { poi } = phones();
    const page = await open(0, "play");
    await page.getByRole("button", { name: "Gradient", exact: true }).click();
    await page.getByRole("img", { name: "Gradient, spinning" }).waitFor();
    await page.getByLabel("At the hand").fill("#00ff00");
    await page.getByLabel("At the tip").fill("#00ff00");
    const isGreen = ({ r, g, b }: Light) => g > 0 && r === 0 && b === 0;
    await Promise.all([0, 1].map((node) => untilLit(poi.lightUrl, node, isGreen)));
    await page.getByRole("button", { name: "Blackout" }).click();
    const isDark = ({ r, g, b }: Light) => r + g + b === 0;
    await Promise.all([0, 1].map((node) => untilLit(poi.lightUrl, node, isDark)));
    await page.getByRole("button", { name: "Undo changes" }).click();
    await page.getByRole("button", { name: "Light up" }).click();
    await Promise.all([0, 1].map((node) => untilLit(poi.lightUrl, node, ({ r }) => r > 0)));
  });

  it("Play: brightness, the next one, blackout in one tap and light again", async () => {
    const page = await open(0, "play");
    await slide(page.getByRole("slider", { name: "Brightness" }), "51");
    await phones().until(0, "/api/status", ({ brightness }) => brightness === 51);
    await page.getByRole("button", { name: "Rainbow", exact: true }).click();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("img", { name: "Wave, spinning" }).waitFor();
    await page.getByRole("button", { name: "Blackout" }).click();
    await phones().until(1, "/api/show", ({ blackout }) => blackout === true);
    await page.getByRole("button", { name: "Light up" }).click();
    await phones().until(1, "/api/show", ({ blackout, content }) => !blackout && content.id === "wave");
  });

  it("Play: the beat that a finger taps is what the LEDs follow, and it goes on by itself", async () => {
    const { poi } = phones();
    // Bars without gaps: they are dark where it is silent, and the beat that a poi makes up never is.
    await poi.put(0, "/api/patterns/vu-meter", { controls: { gap: 0 } });
    const page = await open(0, "play");
    await page.getByRole("button", { name: "VU Meter", exact: true }).click();
    const pad = page.getByRole("button", { name: "Tap the beat" });
    for (let i = 0; i < 4; i++) {
      await page.waitForTimeout(TAP_MS);
      await pad.click();
    }
    await page.getByText(/^\d+ beats a minute$/).waitFor();
    await untilLit(poi.lightUrl, 0, ({ r, g, b }) => r + g + b === 0);
    await untilLit(poi.lightUrl, 0, ({ r, g, b }) => r + g + b > 0);
    // The other poi hears it as well, from this one.
    await untilLit(poi.lightUrl, 1, ({ r, g, b }) => r + g + b === 0);
    await untilLit(poi.lightUrl, 1, ({ r, g, b }) => r + g + b > 0);
    await page.waitForRequest(
      (request) => request.url().endsWith("/api/audio") && request.postDataJSON().level > 180,
    );
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText(/after four taps/).waitFor();
    await poi.put(0, "/api/patterns/vu-meter", { controls: { gap: 30 } });
  });

  it("Show: a sequence is made, changed, previewed, started on all poi and deleted", async () => {
    const page = await open(0, "show");
    await page.getByRole("button", { name: "+ Show" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Smiley" }).click();
    const name = `Finale ${size}`;
    await page.getByLabel("Name").fill(name);
    await page.getByRole("img", { name: `${name}, spinning` }).waitFor();
    await page.getByRole("button", { name: "Add a step" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Fire" }).click();
    await page.getByLabel("Seconds of Fire").fill("1.5");
    await page.getByRole("button", { name: "Move Fire", exact: true }).press("ArrowUp");
    await page.getByRole("listitem", { name: "1. Fire" }).waitFor();
    await page.getByRole("button", { name: "Start on all poi" }).click();
    await phones().until(0, "/api/status", ({ mode }) => mode === 3);
    await phones().until(1, "/api/status", ({ mode }) => mode === 3);
    await phones().poi.post(0, "/api/sync/execute", { peerId: "auto" });
    await phones().until(1, "/api/sequences", ({ sequences }) => {
      const { steps } = sequences.find((each: Named) => each.name === name);
      return words(steps) === "fire 1500, smiley 3000";
    });
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name }).waitFor({ state: "detached" });
  });

  it("Poi: a conflict is shown as pictures and settled on both", async () => {
    const { poi } = phones();
    await phones().autoSync(false);
    await poi.put(0, "/api/patterns/plasma", { color1: { r: size.length, g: 0, b: 0 } });
    await poi.put(1, "/api/patterns/plasma", { color1: { r: 0, g: 0, b: 255 } });
    const page = await open(0, "poi");
    await page.getByRole("button", { name: "Sync now" }).click();
    const card = page.getByRole("region", { name: "Two versions of “Plasma”" });
    await card.getByRole("button", { name: "Keep mine" }).click();
    await card.waitFor({ state: "detached" });
    await poi.post(0, "/api/sync/execute", { peerId: "auto" });
    await phones().until(
      1,
      "/api/patterns/plasma",
      ({ color1, conflict }) => color1.r === size.length && !conflict,
    );
    await phones().autoSync(true);
  });

  it("Poi: a sync of images alone leaves the rest; a peer blinks; what was synced is listed", async () => {
    const { poi } = phones();
    await phones().autoSync(false);
    const name = `only ${size}`;
    await poi.put(0, "/api/images/smiley", { name });
    await poi.put(0, "/api/patterns/strobe", { name });
    const page = await open(0, "poi");
    for (const kind of ["Patterns", "Shows", "Settings"])
      await page.getByRole("switch", { name: kind, exact: true }).click();
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByText(/^Synced \d+ change/).waitFor();
    assert.equal((await poi.get(1, "/api/images/smiley")).name, name);
    assert.notEqual((await poi.get(1, "/api/patterns/strobe")).name, name);
    const { syncGroup } = await poi.get(1, "/api/device/config");
    const peer = page.getByRole("region", { name: "Right Poi" }).filter({ hasText: `Group ${syncGroup}` });
    await peer.getByText(/sync/).waitFor();
    await peer.getByRole("button", { name: "Blink" }).click();
    await page.getByText("History").click();
    await page
      .getByText(/^Took \d+, gave [1-9]/)
      .first()
      .waitFor();
    await poi.put(0, "/api/images/smiley", { name: "Smiley" });
    await poi.put(0, "/api/patterns/strobe", { name: "Strobe" });
    await phones().autoSync(true);
  });

  it("Poi: the battery and the signal of each are told, and the header warns of one that is low", async () => {
    const { poi } = phones();
    const page = await open(0, "poi");
    const { syncGroup } = await poi.get(1, "/api/device/config");
    const peer = page.getByRole("region", { name: "Right Poi" }).filter({ hasText: `Group ${syncGroup}` });
    const files = ["battery-mv", "signal-dbm"].map((file) => join(poi.folder(1), file));
    writeFileSync(files[1]!, "-85");
    writeFileSync(files[0]!, "3400");
    await peer.getByText("battery low · signal weak").waitFor();
    await page.getByRole("banner").getByText("Right Poi\u2069: battery low").waitFor();
    const other = await open(1, "poi");
    await other.getByText("This poi · battery low · signal weak · 3.40 V").waitFor();
    for (const file of files) rmSync(file);
    await page.getByRole("banner").getByText("2 poi in sync").waitFor();
  });

  it("Poi: one that plays on its own shows what its page says, and follows the others again", async () => {
    const { poi } = phones();
    await poi.post(0, "/api/show", { pattern: "wave", blackout: false, startIn: 0 });
    const page = await open(1, "poi");
    await page.getByRole("switch", { name: "Plays on its own" }).click();
    await page.getByRole("banner").getByText("Plays on its own").waitFor();
    await page.getByRole("link", { name: "Play", exact: true }).click();
    await page.getByRole("button", { name: "Gradient", exact: true }).click();
    await page.getByRole("img", { name: "Gradient, spinning" }).waitFor();
    await page.getByRole("slider", { name: "Brightness" }).fill("77");
    await phones().until(1, "/api/show", ({ own }) => own.content.id === "gradient" && own.brightness === 77);
    await page.getByRole("button", { name: "Blackout" }).click();
    await untilLit(poi.lightUrl, 1, ({ r, g, b }) => r + g + b === 0);
    await untilLit(poi.lightUrl, 0, ({ r, g, b }) => r + g + b > 0);
    const { content, blackout } = await poi.get(0, "/api/show");
    assert.deepEqual([content.id, blackout], ["wave", false]);
    await page.getByRole("link", { name: "Poi" }).click();
    await page.getByRole("switch", { name: "Plays on its own" }).click();
    await page.getByRole("banner").getByText("2 poi in sync").waitFor();
    await page.getByRole("link", { name: "Play", exact: true }).click();
    await page.getByRole("img", { name: "Wave, spinning" }).waitFor();
    await untilLit(poi.lightUrl, 1, ({ r, g, b }) => r + g + b > 0);
  });

  it("Live: a finger on the disc is on the LEDs, and the drawing stays as a picture", async () => {
    const page = await open(0, "live");
    const { poi } = phones();
    await page.getByRole("button", { name: "Cyan" }).click();
    await page.getByRole("radio", { name: "Broad" }).check();
    const board = page.getByRole("button", { name: /^Disc/ });
    const { x, y, width, height } = (await board.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 8);
    await page.mouse.down();
    for (let i = 1; i <= 8; i++)
      await page.mouse.move(x + width / 2 + (i * width) / 25, y + height / 8 + i * 6);
    await untilLit(poi.lightUrl, 0, ({ r, g, b }) => g > 0 && b > 0 && r === 0);
    await page.mouse.up();
    await phones().until(0, "/api/status", ({ mode }) => mode === 1);
    const { images } = await poi.get(0, "/api/images");
    const drawing = images.find((each: Named) => each.name === "Drawing");
    const pixels = await phones().pixels(0, drawing.id);
    assert.ok(pixels.some((value, i) => i % 3 === 0 && value === 0 && pixels[i + 1] === 0xe0));
    await poi.delete(0, `/api/images/${drawing.id}`);
  });

  it("Setup: a poi gets another name and group, a power mode, and shows a test colour", async () => {
    const page = await open(0, "setup");
    const { poi } = phones();
    const { syncGroup } = await poi.get(0, "/api/device/config");
    await page.getByLabel("Name", { exact: true }).fill(`Lefty ${size}`);
    await page.getByRole("button", { name: "Save" }).first().click();
    await page.getByText("Saved").waitFor();
    await page.getByRole("banner").getByText(`Lefty ${size}`).waitFor();
    assert.equal((await poi.get(0, "/api/device/config")).syncGroup, syncGroup);
    // What the poi says of the choice before may come in between: what holds is what was chosen last.
    for (const [name, mode] of [
      ["Balanced", "balanced"],
      ["Full", "performance"],
    ] as const) {
      await page.getByRole("radio", { name }).click();
      await phones().until(0, "/api/status", ({ powerMode }) => powerMode === mode);
      await page.getByRole("radio", { name, checked: true }).waitFor();
    }
    await page.getByRole("button", { name: "Red", exact: true }).click();
    await phones().until(0, "/api/status", ({ mode }) => mode === 4);
    await page.getByRole("button", { name: "Trim" }).click();
    const stored = page.waitForResponse(/api\/trim$/);
    await page.getByRole("switch", { name: /Spins the other way/ }).click();
    await stored;
    assert.equal((await poi.get(0, "/api/trim")).mirror, true);
    await poi.post(0, "/api/trim", { mirror: false });
    await poi.post(0, "/api/device/config", { deviceName: "Left Poi" });
  });

  it("Setup: white is made white on the LEDs, which follow, and saved", async () => {
    const page = await open(0, "setup");
    const { poi } = phones();
    const { balance } = await poi.get(0, "/api/strip");
    await page.getByText("White balance").click();
    await page.getByRole("slider", { name: "Green" }).fill("128");
    await untilLit(poi.lightUrl, 0, ({ r, g, b }) => b === r && g > 0.45 * r && g < 0.55 * r);
    await page.getByRole("region", { name: "LEDs" }).getByRole("button", { name: "Save" }).click();
    await page.getByText("Starting again …").waitFor();
    assert.deepEqual((await poi.get(0, "/api/strip")).balance, [255, 128, 255]);
    // Before it has started again, so that it does so once.
    const lines = poi.lines.length;
    await poi.post(0, "/api/strip", { balance });
    await poi.line(/http:/, lines);
  });

  it("Care: everything is saved to a file, lost, and comes back from it", async () => {
    const page = await open(0, "care");
    const { poi } = phones();
    const saving = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save a backup" }).click();
    const file = await (await saving).path();
    assert.ok(JSON.parse(readFileSync(file, "utf8")));
    await phones().autoSync(false);
    await poi.delete(0, "/api/images/heart");
    await poi.put(0, "/api/patterns/wave", { name: "Wrong" });
    await page.getByRole("switch", { name: /Undo later changes/ }).click();
    await page.getByLabel("Restore a backup …").setInputFiles(file);
    await page.getByText(/items? came back/).waitFor();
    assert.equal((await poi.get(0, "/api/images/heart")).complete, true);
    assert.equal((await poi.get(0, "/api/patterns/wave")).name, "Wave");
    await phones().autoSync(true);
    await page.getByText("Diagnostics").waitFor();
    const report = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save a report" }).click();
    assert.ok(readFileSync(await (await report).path()).length > 100);
  });
}

interface Named {
  name: string;
}

interface Image extends Named {
  width: number;
  complete: boolean;
}

interface Step {
  image?: string;
  pattern?: string;
  ms: number;
}

function words(steps: Step[]): string {
  return steps.map(({ image, pattern, ms }) => `${image ?? pattern} ${ms}`).join(", ");
}

/** Moves a slider, as a finger does. */
function slide(slider: ReturnType<Page["getByRole"]>, value: string): Promise<void> {
  return slider.fill(value);
}
