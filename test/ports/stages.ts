import type { World } from "../../sim/world.ts";
import { check, type Law, type Stage } from "./law.ts";

/** Lets a world's virtual time run. */
export class VirtualStage implements Stage {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    check(this.world.runUntilTrue(condition, 120_000), `not within 120 s of virtual time: ${what}`);
  }

  poke(): void {}

  async settle(): Promise<void> {
    this.world.runForMs(3000);
  }
}

/** Waits for real events; a law that waits in vain runs into the test runner's time limit. */
export class NodeStage implements Stage {
  private waiting: (() => void) | undefined;

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = () => {
        if (!condition()) return;
        this.waiting = undefined;
        resolve();
      };
      this.waiting();
    });
  }

  poke(): void {
    this.waiting?.();
  }

  /** On loopback all that was sent is there in the next turns of the event loop. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Runs a port's laws under the test runner, each with a new harness. */
export function describeLaws<Harness>(
  name: string,
  laws: readonly Law<Harness>[],
  make: () => NoInfer<Harness> & { dispose?: () => void },
): void {
  describe(name, () => {
    for (const law of laws) {
      it(law.name, async () => {
        const harness = make();
        try {
          await law.run(harness);
        } finally {
          harness.dispose?.();
        }
      });
    }
  });
}
