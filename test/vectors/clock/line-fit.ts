import { LineFit } from "../../../src/clock/line-fit.ts";
import { SampleWindow } from "../../../src/clock/sample-window.ts";
import type { GroupUs, LocalUs } from "../../../src/ports/clock.ts";

/** Offset at `nowUs` and rate of a line through samples `[localUs, offsetUs, roundTripUs, errorUs]`, rounded to tenths. */
export function laid(samples: [number, number, number, number][], nowUs: number) {
  const window = new SampleWindow();
  for (const [localUs, offsetUs, roundTripUs, errorUs] of samples) {
    window.add(localUs as LocalUs, (localUs + offsetUs) as GroupUs, roundTripUs, errorUs);
  }
  const fit = new LineFit();
  const prior = { localUs: nowUs as LocalUs, groupUs: nowUs as GroupUs, rate: 1 };
  const found = fit.fit(window, nowUs as LocalUs, prior, 1e9);
  const tenths = (value: number) => Math.round(value * 10) / 10;
  return { found, offUs: tenths(fit.groupUs - nowUs), ppm: tenths((fit.rate - 1) * 1e6), used: fit.used };
}
