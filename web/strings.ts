/** Every word that the page says, so that it can say them in another language. */

function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

export const TEXT = {
  app: "POV poi",
  screens: {
    play: "Play",
    images: "Images",
    show: "Show",
    live: "Live",
    poi: "Poi",
    setup: "Setup",
    care: "Care",
  },
  nav: "Screens",
  undo: "Undo",
  cancel: "Cancel",
  close: "Close",
  save: "Save",
  remove: "Delete",
  rename: "Rename",
  name: "Name",
  add: "Add",
  saved: "Saved",
  deleted: (name: string) => `Deleted “${name}”`,
  done: "Done",
  back: "Back",

  link: {
    connecting: "Looking for the poi …",
    lost: "Lost the poi: move closer",
    alone: "Only this poi",
    inSync: (count: number) => `${count} poi in sync`,
    behind: (count: number, behind: number) => `${count} poi, ${behind} not in sync yet`,
  },

  play: {
    preview: (name: string) => `${name}, as it looks spinning`,
    nothing: "Dark",
    live: "Live drawing",
    previous: "Previous",
    next: "Next",
    brightness: "Brightness",
    speed: "Speed",
    rate: "Columns a second",
    around: "Times around the circle",
    blackout: "Blackout",
    lightUp: "Light up",
    kinds: { pattern: "Patterns", image: "Images", sequence: "Shows" },
    choose: "What to play",
    color1: "First colour",
    color2: "Second colour",
    keep: "Keep as new",
    keepName: "Name of the new pattern",
    kept: (name: string) => `Kept as “${name}”`,
    revert: "Undo changes",
    changed: "Changed",
    conflict: "in conflict",
    percent: (part: number) => `${Math.round(part * 100)} %`,
  },

  poi: {
    alone: "No other poi yet. Switch one on nearby.",
    look: "Look for poi",
    found: (count: number) => `${many(count, "other poi", "other poi")} nearby`,
    here: "This poi",
    stranger: "Of another group",
    offline: "Offline",
    seen: (time: string) => `· seen ${time} ago`,
    synced: { true: "In sync", false: "Not in sync yet" },
    group: (names: string) => `Group ${names}`,
    noGroup: "No group",
    blink: "Blink",
    open: "Open its page",
    forget: "Forget",
    forgotten: (name: string) => `Forgot “${name}”`,
    sync: "Sync",
    direction: "Direction",
    directions: { bidirectional: "Both ways", push: "Send", pull: "Fetch" },
    kinds: { Images: "Images", Patterns: "Patterns", Sequences: "Shows", Settings: "Settings" },
    now: "Sync now",
    syncing: "Syncing …",
    nothingNew: "All had the same already",
    moved: (count: number, conflicts: number) =>
      `Synced ${many(count, "change", "changes")}${conflicts ? `, ${many(conflicts, "conflict", "conflicts")} to choose` : ""}`,
    auto: "Sync by themselves",
    interval: "How often",
    every: (time: string) => `Every ${time}`,
  },
  history: {
    title: "History",
    moved: (taken: number, given: number, size: string, ms: number) =>
      `Took ${taken}, gave ${given} · ${size} in ${ms} ms`,
  },
  conflicts: {
    title: (name: string) => `Two versions of “${name}”`,
    about: "Both were edited while the poi could not see each other. Nothing is lost: choose what to keep.",
    mine: "Keep mine",
    theirs: "Keep theirs",
    both: "Keep both",
    deleted: "Deleted",
    playing: "plays now",
    resolved: "Chosen",
  },
  trim: {
    title: "Trim",
    about: "For this poi alone; it is not synced.",
    mirror: "Spins the other way",
    mirrorHint: "Pictures run from right to left",
    phase: "Ahead or behind",
    columns: (count: number) => `${count > 0 ? "+" : ""}${count} columns`,
    wire: "Where the wire comes in",
    wires: { hand: "At the hand", tip: "At the tip" },
    sides: "Two strips back to back",
  },

  images: {
    add: "Add a picture",
    empty: "No pictures yet.",
    left: (free: string) => `${free} left on this poi`,
    size: (width: number, height: number) => `${width} × ${height}`,
    onTheWay: "Still on its way from another poi",
    play: "Play",
    edit: "Edit the picture",
    asSpun: "As spun",
    crop: "Cut out",
    cropHint: "Drag to move, pinch or use the slider to zoom.",
    zoom: "Zoom",
    contrast: "Contrast",
    brighten: "Brightness of the picture",
    upload: "Upload",
    uploading: (part: number) => `Uploading, ${Math.round(part * 100)} %`,
    again: (part: number) => `The line broke at ${Math.round(part * 100)} %. Trying again …`,
    gaveUp: "The upload did not get through. Nothing was stored. Move closer, then try again.",
    uploaded: (name: string) => `“${name}” is on the poi`,
    unreadable: "This file is no picture that your browser can read. Choose a PNG or JPEG.",
    untitled: "Picture",
    fill: "Shape",
    shapes: { whole: "Whole", square: "Square", wide: "Wide" },
  },
} as const;

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
