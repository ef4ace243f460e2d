import { COMPUTRON_US, type LoopCost, type XsCost } from "./xs-start.ts";

const NAME_WIDTH = 11;

/**
 * What `seconds` came to on a device, in two lines: the node's on one core, the light's on the other.
 *
 * @param held slots and chunks without those of the code, which lies in flash there
 * @param light what the loop did in that time
 */
export function costLines(name: string, seconds: number, held: XsCost, light: LoopCost): [string, string] {
  const share = (computrons: number): string => ((computrons * COMPUTRON_US) / seconds / 1e4).toFixed(2);
  const { columns, computrons, skipped, lostUs } = light;
  const each = columns === 0 ? 0 : Math.round(computrons / columns);
  return [
    `${name.padEnd(NAME_WIDTH)} ${inWords(held.computrons)} computrons in ${Math.round(seconds)} s, about ${share(held.computrons)} % of an ESP32-S3's ` +
      `first core; ${inWords(held.slots)} slots and ${Math.round(held.chunkBytes / 1024)} KB of chunks held`,
    `${"".padEnd(NAME_WIDTH)} light: ${inWords(Math.round(columns / seconds))} columns a second, ${inWords(each)} computrons each, ` +
      `about ${share(computrons)} % of the second core` +
      (skipped === 0 ? "" : `; ${inWords(skipped)} columns left out, for which the device has no time`) +
      (lostUs === 0 ? "" : `; dark for ${(lostUs / 1e6).toFixed(1)} s, for which this computer was too slow`),
  ];
}

function inWords(count: number): string {
  return count.toLocaleString("en");
}
