/**
 * A quarter of a sine wave: round(32767 · sin(π · i / 128)), i = 0 to 64. Committed as numbers because `Math.sin` may
 * differ between engines; a test computes them again.
 */
// biome-ignore format: one table
const QUARTER = new Uint16Array([0, 804, 1608, 2410, 3212, 4011, 4808, 5602, 6393, 7179, 7962, 8739, 9512, 10278, 11039, 11793, 12539, 13279, 14010, 14732, 15446, 16151, 16846, 17530, 18204, 18868, 19519, 20159, 20787, 21403, 22005, 22594, 23170, 23731, 24279, 24811, 25329, 25832, 26319, 26790, 27245, 27683, 28105, 28510, 28898, 29268, 29621, 29956, 30273, 30571, 30852, 31113, 31356, 31580, 31785, 31971, 32137, 32285, 32412, 32521, 32609, 32678, 32728, 32757, 32767]);

/**
 * A sine wave of 0 to 65535, from its middle up, by the upper eight bits of a phase: `SINE[phase >> 16]`. Fine enough for what
 * swings by up to a palette: the steepest step is three indexes.
 */
export const SINE = wholeWave();

function wholeWave(): Uint16Array {
  const wave = new Uint16Array(256);
  for (let i = 0; i < 64; i++) {
    wave[i] = 32768 + QUARTER[i]!;
    wave[64 + i] = 32768 + QUARTER[64 - i]!;
    wave[128 + i] = 32768 - QUARTER[i]!;
    wave[192 + i] = 32768 - QUARTER[64 - i]!;
  }
  return wave;
}
