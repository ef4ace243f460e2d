import assert from "node:assert/strict";
import { Accounts } from "../../sim/oracle/accounts.ts";
import { type Edit, EditGraph } from "../../sim/oracle/edit-graph.ts";
import { Mixing } from "../../sim/oracle/mixing.ts";
import { Violation } from "../../sim/oracle/violation.ts";
import type { Item, Version } from "../../src/store/item.ts";

const A = "0a0000000001";
const B = "0b0000000001";
const C = "0c0000000001";
const DAY_US = 86_400_000_000;

function version(replica: string, counter: number, value: number | undefined): Version {
  const deleted = value === undefined;
  return {
    replica,
    counter,
    stamp: 4096 * counter,
    deleted,
    body: deleted ? {} : { value },
    blob: undefined,
  };
}

/** A world of one setting: edits as they were made, and a store as it is found. */
class Case {
  readonly graph = new EditGraph();

  edit(made: Version, ...replaced: Version[]): Edit {
    return this.make("put", made, replaced);
  }

  said(made: Version): Edit {
    return this.make("foreign", made, []);
  }

  check(found: readonly Version[], coldBeforeUs = 0, id = "x"): void {
    const item: Item = { kind: "setting", id, context: {}, versions: found };
    const view = new Map(found.length === 0 ? [] : [[`setting/${id}`, item]]);
    const accounts = new Accounts(this.graph, view, coldBeforeUs);
    accounts.checkEdits("no answered edit is lost", "the store", () => true);
    accounts.checkReturns("the store", () => true);
  }

  private make(op: "put" | "foreign", made: Version, replaced: readonly Version[]): Edit {
    const edit = this.graph.add({ op, kind: "setting", id: "x", node: 0, atUs: 1, version: made }, replaced);
    edit.ackedUs = 2;
    return edit;
  }
}

function violates(oracle: string, work: () => void): void {
  assert.throws(work, (error: unknown) => error instanceof Violation && error.oracle === oracle);
}

describe("the oracle of edits", () => {
  const one = version(A, 1, 1);
  const two = version(B, 1, 2);
  const three = version(C, 1, 3);
  const gone = version(B, 2, undefined);

  it("takes an edit for kept that plays, is a sibling, or was replaced by one that is kept", () => {
    const world = new Case();
    world.edit(one);
    world.check([one]);
    world.edit(two);
    world.check([two, one]);
    world.edit(three, two);
    world.check([three, one]);
  });

  it("misses an edit of which nothing is left, and one whose sibling alone is there", () => {
    const world = new Case();
    world.edit(one);
    violates("no answered edit is lost", () => world.check([]));
    world.edit(two);
    violates("no answered edit is lost", () => world.check([two]));
  });

  it("does not miss what nobody was promised", () => {
    const world = new Case();
    world.edit(one).ackedUs = undefined;
    world.check([]);
  });

  it("takes an equal edit of another for it, but no equal one that came before or after it", () => {
    const same = version(B, 1, 1);
    const world = new Case();
    world.edit(one);
    world.edit(same);
    world.check([same]);

    const back = new Case();
    back.edit(one);
    back.edit(two, one);
    back.edit(version(A, 2, 1), two);
    violates("no answered edit is lost", () => back.check([two]));
    violates("no answered edit is lost", () => back.check([one]));
  });

  it("follows edits that stand for one another in a circle, wherever it begins", () => {
    const world = new Case();
    const [a1, a2, a3] = [version(A, 1, 1), version(A, 2, 2), version(A, 3, 3)];
    const [b1, b2] = [version(B, 1, 3), version(B, 2, 1)];
    world.edit(a1);
    world.edit(a2, a1);
    world.edit(a3, a2);
    world.edit(b1);
    world.edit(b2, b1);
    const last = version(C, 1, 9);
    world.edit(last, a2);
    world.check([last]);
    violates("no answered edit is lost", () => world.check([]));
  });

  it("finds a version beyond the tenth as an item of its own", () => {
    const world = new Case();
    world.edit(one);
    world.check([one], 0, `x~${A}1`);
    violates("no answered edit is lost", () => world.check([one], 0, `x~${A}2`));
  });

  it("sees what is deleted return, and what is replaced", () => {
    const world = new Case();
    world.edit(one);
    world.edit(two, one);
    violates("nothing replaced returns", () => world.check([two, one]));
    world.edit(gone, two);
    violates("nothing replaced returns", () => world.check([gone, one]));
    violates("nothing deleted returns", () => world.check([gone, two]));
  });

  it("lets a deletion be forgotten when it is old and nothing of what it deleted is back", () => {
    const world = new Case();
    world.edit(one);
    world.edit(gone, one);
    violates("no answered edit is lost", () => world.check([]));
    world.check([], DAY_US);
    violates("no answered edit is lost", () => world.check([one], DAY_US));
    // Made anew by somebody who had forgotten.
    world.edit(three);
    world.check([three], DAY_US);
  });

  it("takes one deletion for another, as long as nothing else is left", () => {
    const world = new Case();
    const goneToo = version(C, 2, undefined);
    world.edit(one);
    world.edit(gone, one);
    world.edit(goneToo, gone);
    world.check([gone], DAY_US);
    violates("no answered edit is lost", () => world.check([gone, one], DAY_US));
  });

  it("takes an old deletion for a new one, though somebody brought the item back in between", () => {
    const world = new Case();
    const back = version(A, 2, 4);
    world.edit(one);
    world.edit(gone, one);
    world.edit(back, gone);
    violates("no answered edit is lost", () => world.check([gone], DAY_US));
    world.edit(version(C, 2, undefined), back);
    world.check([gone], DAY_US);
    violates("no answered edit is lost", () => world.check([gone, back], DAY_US));
  });

  it("takes what a client without vectors says later for a replacement of what it said, wherever it said it", () => {
    const world = new Case();
    world.said({ ...one, stamp: 4096 * 5000 });
    world.said({ ...version(A, 2, 2), stamp: 4096 * 9000 });
    world.check([version(A, 2, 2)]);
    violates("no answered edit is lost", () => world.check([one]));
  });

  it("knows a version that nobody wrote", () => {
    const world = new Case();
    world.edit(one);
    violates("nothing is made up", () => world.check([one, version(C, 9, 9)]));
  });
});

describe("the oracle of groups", () => {
  it("lets edits spread along chains of groups, and no further", () => {
    const world = new Case();
    world.edit(version(A, 1, 1));
    const item: Item = { kind: "setting", id: "x", context: {}, versions: [version(A, 1, 1)] };
    const view = new Map([["setting/x", item]]);
    const mixing = new Mixing();
    mixing.is(0, ["left"]);
    mixing.is(1, ["right"]);
    mixing.check(world.graph, view, 0);
    violates("groups do not mix", () => mixing.check(world.graph, view, 1));
    mixing.is(2, ["right", "left"]);
    mixing.check(world.graph, view, 1);
  });

  it("counts a group that a node may belong to, as a power cut leaves it open", () => {
    const world = new Case();
    world.edit(version(A, 1, 1));
    const mixing = new Mixing();
    mixing.is(0, ["left"]);
    mixing.is(1, ["right"]);
    mixing.may(1, ["left"]);
    const item: Item = { kind: "setting", id: "x", context: {}, versions: [version(A, 1, 1)] };
    mixing.check(world.graph, new Map([["setting/x", item]]), 1);
  });
});
