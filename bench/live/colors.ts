/** Colours of live frames in turns: any two that follow each other differ in every channel. */
export const FRAME_COLORS: readonly string[] = Object.freeze([
  "#ff8040",
  "#40ff80",
  "#8040ff",
  "#fffa64",
  "#64c8fa",
]);
