/** Every word that the page says, so that it can say them in another language. */

function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

export const app = "POV poi";
export const screens = {
  play: "Play",
  images: "Images",
  show: "Show",
  live: "Live",
  poi: "Poi",
  setup: "Setup",
  care: "Care",
};
export const nav = "Screens";
export const undo = "Undo";
export const cancel = "Cancel";
export const close = "Close";
export const save = "Save";
export const remove = "Delete";
export const rename = "Rename";
export const name = "Name";
export const noAnswer = "The poi did not answer. Move closer and try again.";
export const saved = "Saved";
export const restarting = "Starting again …";
export const deleted = (name: string) => `Deleted “${name}”`;

/** What is left in a battery, 1 to 7. */
const charges = ["", "empty", "very low", "low", "a quarter", "half", "three quarters", "full"];

// Link
export const links = { connecting: "Looking for the poi …", lost: "Lost the poi: move closer" };
export const linkAlone = "Only this poi";
export const linkInSync = (count: number) => `${count} poi in sync`;
export const linkClock = (count: number) => `${count} poi, clocks not in step yet`;
export const linkBattery = (charge: number, name = "") =>
  `${name && `\u2068${name}\u2069: `}battery ${charges[charge]}`;
export const linkBehind = (count: number, behind: number) => `${count} poi, ${behind} not in sync yet`;

// Play
export const playPreview = (name: string) => `${name}, spinning`;
export const playNothing = "Dark";
export const playLive = "Live drawing";
export const playPrevious = "Previous";
export const playNext = "Next";
export const playBrightness = "Brightness";
export const playAround = "Times around the circle";
export const playBlackout = "Blackout";
export const playLightUp = "Light up";
export const playKinds = { pattern: "Patterns", image: "Images", sequence: "Shows" };
export const playChoose = "What to play";
export const playKeep = "Keep as new";
export const playKeepName = "New name";
export const playKept = (name: string) => `Kept as “${name}”`;
export const playRevert = "Undo changes";
export const playConflict = "in conflict";
export const playPercent = (part: number) => `${Math.round(part * 100)} %`;

// Music
export const musicTap = "Tap the beat";
export const musicHint = "This poi follows your finger; after four taps it goes on.";
export const musicBeats = (count: number) => `${Math.round(count)} beats a minute`;
export const musicStop = "Stop";

// Show
export const showAdd = "+ Show";
export const showFirst = "First step";
export const showUntitled = (number: number) => `Show ${number}`;
export const showAll = "All shows";
export const showLength = (steps: number, time: string) => `${many(steps, "step", "steps")}, ${time}`;
export const showAddTimeline = "+ Timeline";
export const showCues = (count: number, time: string) => `${many(count, "cue", "cues")} in ${time}`;
export const showAt = (name: string) => `From when on ${name}`;
export const showFor = "For";
export const showAllPoi = "All poi";
export const showDropCue = "Remove the cue";
export const showStart = (alone: boolean) => `Start on ${alone ? "this" : "all"} poi`;
export const showLoop = "Repeat";
export const showAddStep = "Add a step";
export const showMissing = "Missing";
export const showMove = (name: string) => `Move ${name}`;
export const showSeconds = (name: string) => `Seconds of ${name}`;
export const showEdit = (name: string) => `Change ${name}`;
export const showSpeed = "Speed";
export const showFade = "Fade in";
export const showCut = "At once";
export const showFades = (time: string) => `fades in ${time}`;
export const showOwnSpeed = "own speed";
export const showDrop = "Remove the step";

// Upload
export const uploadLabel = "Upload";
export const uploadRunning = (part: number) => `Uploading, ${Math.round(part * 100)} %`;
export const uploadAgain = (part: number) => `Cut off at ${Math.round(part * 100)} %. Trying again …`;

// Live
export const liveAbout = "The LEDs follow your finger, then show it all.";
export const liveBoard = "Disc. Arrow keys move, space paints.";
export const liveColor = "Colour";
export const liveColors = ["Red", "Orange", "Yellow", "Green", "Cyan", "Blue", "Violet", "White", "Black"];
export const liveOwn = "Other colour";
export const liveSize = "Brush";
export const liveSizes = { s: "Fine", m: "Medium", l: "Broad" };
export const liveTimes = "Times around the circle";
export const liveFresh = "New drawing";
export const liveUntitled = "Drawing";

// Setup
export const setupWho = "Name and group";
export const setupGroup = "Groups";
export const setupGroupHint = "Poi of one group sync by themselves. Commas between several.";
export const setupPower = "Power";
export const setupPowers = {
  performance: "Full",
  balanced: "Balanced",
  powersave: "Save",
  ultrasave: "Least",
};
export const setupPowerHint = "The less, the dimmer and the longer.";
export const setupStrip = "LEDs";
export const setupChip = "Kind of LED";
export const setupChips = {
  apa102: "APA102",
  sk9822: "SK9822",
  ws2812: "WS2812",
  sk6812: "SK6812",
  "sk6812-rgbw": "SK6812 with white",
};
export const setupLeds = "How many";
export const setupOrder = "Order of colours";
export const setupUsual = "As usual";
export const setupTest = "Each button shows its colour? If not, change the order.";
export const setupTests = { "#400000": "Red", "#004000": "Green", "#000040": "Blue" };
export const setupWhite = "White balance";
export const setupWhiteHint = "Move them until the LEDs, which follow, are white.";
export const setupLimit = "Most current";

// Wifi
export const wifiTitle = "Wi-Fi";
export const wifiJoined = (name: string, address: string) => `${name} · ${address}`;
export const wifiAlone = (name: string) => `Only its own network, ${name}`;
export const wifiScan = "Look for networks";
export const wifiJoin = "Join";
export const wifiJoining = (name: string) => `Joining ${name} …`;
export const wifiLeave = "Leave";
export const wifiOpen = "open";
export const wifiPassword = "Password";
export const wifiBars = (count: number) => `${count} of 4 bars`;

// Care
export const careBackup = "Backup";
export const careBackupAbout = "Everything on this poi in one file.";
export const careSave = "Save a backup";
export const careRestore = "Restore a backup …";
export const careReplace = "Undo later changes";
export const careReplaceHint = "If off, only what is missing comes back";
export const careRestored = (count: number, kept: number) =>
  `${many(count, "item", "items")} came back${kept ? `, ${kept} stayed` : ""}`;
export const careErase = "Erase";
export const careEraseAbout = "This poi as new. Others keep what they have.";
export const careEraseAsk = "Erase everything …";
export const careEraseSure = "Everything on this poi will be gone. Save a backup first.";
export const careEraseNow = "Erase now";
export const careDiagnostics = "Diagnostics";
export const careAgain = "Look again";
export const careReport = "Save a report";

// Poi
export const poiAlone = "No other poi yet. Switch one on nearby.";
export const poiLook = "Look for poi";
export const poiFound = (count: number) => `${many(count, "other poi", "other poi")} nearby`;
export const poiHere = "This poi";
const signals = ["", "weak", "fair", "strong"];
export const poiHealth = (charge = 0, signal = 0) =>
  (charge ? `· battery ${charges[charge]} ` : "") + (signal ? `· signal ${signals[signal]}` : "");
export const poiVolts = (mv: number) => `· ${(mv / 1000).toFixed(2)} V`;
export const poiIndependent = "Plays on its own";
export const poiIndependentHint = "Shows what it alone is told to";
export const poiStranger = "Of another group";
export const poiOffline = "Offline";
export const poiSeen = (time: string) => `· seen ${time} ago`;
export const poiSynced = { true: "In sync", false: "Not in sync yet" };
export const poiGroup = (names: string) => `· Group ${names}`;
export const poiNoGroup = "· No group";
export const poiBlink = "Blink";
export const poiOpen = "Open its page";
export const poiForget = "Forget";
export const poiForgotten = (name: string) => `Forgot “${name}”`;
export const poiSync = "Sync";
export const poiDirection = "Direction";
export const poiDirections = { bidirectional: "Both ways", push: "Send", pull: "Fetch" };
export const poiKinds = { Images: "Images", Patterns: "Patterns", Sequences: "Shows", Settings: "Settings" };
export const poiNow = "Sync now";
export const poiSyncing = "Syncing …";
export const poiNothingNew = "Nothing new";
export const poiMoved = (count: number, conflicts: number) =>
  `Synced ${many(count, "change", "changes")}${conflicts ? `, ${many(conflicts, "conflict", "conflicts")} to choose` : ""}`;
export const poiAuto = "Sync by themselves";
export const poiInterval = "How often";
export const poiEvery = (time: string) => `Every ${time}`;
// History
export const historyTitle = "History";
export const historyMoved = (taken: number, given: number, size: string, ms: number) =>
  `Took ${taken}, gave ${given} · ${size} in ${ms} ms`;
// Conflicts
export const conflictsTitle = (name: string) => `Two versions of “${name}”`;
export const conflictsAbout = "Edited on two poi at once. Nothing is lost: choose.";
export const conflictsMine = "Keep mine";
export const conflictsTheirs = "Keep theirs";
export const conflictsBoth = "Keep both";
export const conflictsDeleted = "Deleted";
export const conflictsPlaying = "plays now ·";
export const conflictsResolved = "Chosen";
// Trim
export const trimTitle = "Trim";
export const trimAbout = "For this poi alone";
export const trimMirror = "Spins the other way";
export const trimMirrorHint = "Pictures run right to left";
export const trimPhase = "Ahead or behind";
export const trimColumns = (count: number) => `${count > 0 ? "+" : ""}${count} columns`;
export const trimWire = "Where the wire comes in";
export const trimWires = { hand: "At the hand", tip: "At the tip" };
export const trimSides = "Two strips back to back";

// Images
export const imagesAdd = "Add a picture";
export const imagesEmpty = "No pictures yet.";
export const imagesLeft = (free: string) => `${free} left on this poi`;
export const imagesSize = (width: number, height: number) => `${width} × ${height}`;
export const imagesOnTheWay = "Still coming";
export const imagesEdit = "Edit the picture";
export const imagesAsSpun = "As spun";
export const imagesCrop = "Cut out";
export const imagesCropHint = "Drag to move, pinch to zoom";
export const imagesZoom = "Zoom";
export const imagesContrast = "Contrast";
export const imagesPlaying = "Playing";
export const imagesUploaded = (name: string) => `“${name}” is on the poi`;
export const imagesUnreadable = "Not a picture that this browser can read. Choose a PNG or JPEG.";
export const imagesUntitled = "Picture";
export const imagesFill = "Shape";
export const imagesShapes = { whole: "Whole", square: "Square", wide: "Wide" };

/** Bytes in words. */
export function bytes(count: number): string {
  for (const [unit, size] of [
    ["GB", 1e9],
    ["MB", 1e6],
  ] as const) {
    if (count >= size) return `${(count / size).toFixed(1)} ${unit}`;
  }
  return `${Math.round(count / 1000)} KB`;
}

/** A short time in words. */
export function seconds(count: number): string {
  return count < 60
    ? `${Math.round(count * 10) / 10} s`
    : `${Math.floor(count / 60)} min ${Math.round(count % 60)} s`;
}

/** A time in words. */
export function ago(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 86_400
    ? `${Math.round(seconds / 3600)} h`
    : many(Math.round(seconds / 86_400), "day", "days");
}

/** How long ago a moment is; nothing for one that nobody knows. */
export function sinceMs(unixMs: number): string {
  const seconds = (Date.now() - unixMs) / 1000;
  return unixMs > 0 && seconds > -60 ? `${ago(Math.max(0, seconds))} ago` : "";
}
