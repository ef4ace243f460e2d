import assert from "node:assert/strict";
import { ApiLab, type ApiNode, noise } from "./api-lab.ts";

const PIXELS = noise(3 * 8 * 32, 1);
const STEPS = [{ image: "smiley", ms: 500 }];
const KINDS = ["images", "patterns", "sequences"] as const;

describe("something new under an id that the client chose", () => {
  let lab: ApiLab;
  let node: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    node = lab.node();
  });

  afterEach(() => lab.check());

  function make(
    kind: (typeof KINDS)[number],
    id: string,
    more: object = {},
    status = 201,
  ): ReturnType<ApiNode["get"]> {
    if (kind !== "images") {
      const body = kind === "patterns" ? { type: 4 } : { steps: STEPS };
      return node.post(`/api/${kind}`, { id, name: "Mine", ...body, ...more }, status);
    }
    const query = new URLSearchParams({ name: "Mine_8x32.rgb", id, ...more });
    const path = `/api/images?${query}`;
    const answer = node.ask({ path, body: PIXELS, type: "application/octet-stream" });
    assert.equal(answer.status, status, answer.text);
    return answer.json;
  }

  for (const kind of KINDS) {
    const list = (): { id: string }[] => node.get(`/api/${kind}`)[kind];

    it(`makes one of the ${kind} however often the request comes`, () => {
      const before = list().length;
      const first = make(kind, "mine-1");
      const disk = node.disk().get("journal.jsonl");
      assert.deepEqual(make(kind, "mine-1"), first);
      assert.equal(first.id, "mine-1");
      assert.equal(list().length, before + 1);
      assert.deepEqual(node.disk().get("journal.jsonl"), disk, "sent again it is no edit");
    });

    it(`brings one of the ${kind} back after a deletion, where it was`, () => {
      make(kind, "mine-1");
      const { index } = make(kind, "mine-2");
      make(kind, "mine-3");
      node.delete(`/api/${kind}/mine-2`);
      assert.equal(make(kind, "mine-2", { index }).index, index);
      node.reboot();
      assert.equal(list().filter(({ id }) => id === "mine-2").length, 1);
    });

    it(`is refused where the id cannot be one of the ${kind}, or the index is taken`, () => {
      const disk = node.disk();
      for (const id of ["", "A", "a b", "a~b", "x".repeat(33), "ä"]) {
        assert.match(make(kind, id, {}, 400).error, /^id must be .* got .*\. Leave it out/);
      }
      assert.match(make(kind, "mine", { index: 0 }, 409).error, /^Index 0 belongs to the/);
      assert.match(make(kind, "mine", { index: -1 }, 400).error, /^index must be/);
      assert.deepEqual(node.disk(), disk);
    });
  }
});
