import type { Player } from "../playing/player.ts";
import type { Timer, Timers } from "../ports/timers.ts";

/** How often a poi flashes, and how long it is bright and dark each time. */
const FLASHES = 5;
const HALF_MS = 160;

/** "Which one are you?": a poi flashes white for a moment, then goes on with what it showed. */
export class Blinker {
  private readonly player: Player;
  private readonly timers: Timers;
  private timer: Timer | undefined;
  /** The live frame that was shown before, where there was one. */
  private before: Uint8Array | undefined;
  private left = 0;

  constructor(player: Player, timers: Timers) {
    this.player = player;
    this.timers = timers;
  }

  /** Flashes; one that flashes already does so for longer. */
  blink(): void {
    this.left = 2 * FLASHES;
    if (this.timer !== undefined) return;
    this.before = this.player.live?.slice();
    this.step();
  }

  stop(): void {
    this.timer?.cancel();
  }

  private step(): void {
    const frame = new Uint8Array(3 * this.player.leds);
    if (this.left % 2 === 0) frame.fill(255);
    this.left--;
    this.player.showLive(frame);
    this.timer = this.timers.after(HALF_MS, () => {
      this.timer = undefined;
      // Somebody chose something else meanwhile: that is what counts.
      if (this.player.live === undefined) return;
      if (this.left > 0) this.step();
      else if (this.before === undefined) this.player.endLive();
      else this.player.showLive(this.before);
    });
  }
}
