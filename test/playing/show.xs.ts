import { encodeScene, type SceneParts } from "../../src/clock/scene.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import { storeCues } from "../../src/playing/cues.ts";
import { MODE, type Showing } from "../../src/playing/player.ts";
import { Timeline } from "../../src/playing/timeline.ts";
import type { GroupUs } from "../../src/ports/clock.ts";
import { indexOf } from "../../src/store/slots.ts";
import { program } from "../xs/inside/program.ts";
import type { XsWorld } from "../xs/inside/world.ts";

/** A node with a timeline of 255 cues, one a second. */
function makeNode(world: XsWorld): SyncNode {
  const node = new SyncNode(world.ports, { port: 80, start: { groups: ["pair"] } });
  const cues = Array.from({ length: 255 }, (_, i) => ({ at: 1000 * i, image: "rainbow-gradient" }));
  node.store.put("sequence", "long", {
    body: { name: "Long", timeline: true },
    blob: storeCues(node.store.blobs, cues),
  });
  return node;
}

function sceneOf(givenUs: number): SceneParts {
  const stamp = { givenUs, by: 7, atUs: 0 as GroupUs };
  return {
    content: { ...stamp, kind: "image", id: "heart" },
    brightness: { ...stamp, level: 90 },
    blackout: { ...stamp, level: 0 },
  };
}

/** A scene of another poi, of which nothing is new, or all. */
function takeScene(isKnown: boolean) {
  return program({
    prepare(world) {
      const node = makeNode(world);
      const bytes = encodeScene(node.clock.show, sceneOf(50));
      if (isKnown) node.show.take(bytes, 0);
      return { node, bytes };
    },
    run: ({ node, bytes }) => {
      node.show.take(bytes, 0);
      return node.show.scene.content.by;
    },
    check(by) {
      if (by !== 7) throw new Error("the scene was not taken");
    },
  });
}

export const takeKnown = takeScene(true);
export const takeNew = takeScene(false);

/** Finds the cue that holds near the end of a timeline, the first time or once its cues are known. */
function findCue(isKnown: boolean) {
  return program({
    prepare(world) {
      const { store, player, file, clock } = makeNode(world);
      const startUs = (clock.nowUs() - 253_500_000) as GroupUs;
      player.show(MODE.sequence, indexOf(store, "sequence", "long"), startUs);
      const timeline = new Timeline(player, store, file.config);
      if (isKnown) timeline.play(clock.nowUs() - 1_000_000);
      return { timeline, nowUs: clock.nowUs() };
    },
    run({ timeline, nowUs }) {
      timeline.play(nowUs);
      return timeline.next;
    },
    check(next: Showing | undefined) {
      if (next?.startUs !== 500_000) throw new Error(`next at ${next?.startUs}`);
    },
  });
}

export const firstLook = findCue(false);
export const nextCue = findCue(true);
