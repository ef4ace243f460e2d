import { SyncNode } from "../../src/node/sync-node.ts";
import { program } from "../xs/inside/program.ts";

/** A whole node at rest with 200 items: 21 that it is born with, and 179 that somebody made. */
export const holds200 = program({
  prepare: (world) => world,
  run(world) {
    const node = new SyncNode(world.ports, { port: 80, start: { groups: ["pair"] } });
    for (let i = 0; i < 179; i++) {
      const body = {
        name: `Pattern ${i}`,
        slot: 18 + i,
        type: i % 18,
        color1: i * 7919,
        color2: 0xff8000,
        speed: 50,
      };
      node.store.put("pattern", `p${(1_000_003 * (i + 7)).toString(36)}xyzwvut`.slice(0, 10), { body });
    }
    world.advance(10_000);
    return node;
  },
});

export const holdsNothing = program({
  prepare: (world) => world,
  run(world) {
    const node = new SyncNode(world.ports, { port: 80, start: { groups: ["pair"] } });
    world.advance(10_000);
    return node;
  },
});
