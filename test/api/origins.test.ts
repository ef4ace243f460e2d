import assert from "node:assert/strict";
import { isLocalOrigin } from "../../src/api/origin-policy.ts";
import { ApiLab, type ApiNode } from "./api-lab.ts";

const LOCAL = [
  "http://localhost",
  "http://localhost:3000",
  "https://localhost",
  "capacitor://localhost",
  "http://127.0.0.1:8080",
  "http://[::1]:5173",
  "http://[fe80::1]",
  "http://[fd12:3456::1]:80",
  "http://192.168.4.1",
  "http://192.168.4.1:8081",
  "http://10.100.9.230",
  "http://172.16.0.1",
  "http://172.31.255.255",
  "http://169.254.1.2",
  "http://100.64.0.1",
  "http://povpoi-3f2a.local",
  "http://povpoi-3f2a",
  "http://nas.fritz.lan",
  "https://home.home.arpa",
];

const FOREIGN = [
  "null",
  "",
  "http://",
  "https://example.com",
  "http://evil.com:8080",
  "http://192.168.4.1.evil.com",
  "http://localhost.evil.com",
  "http://evil.com/.local",
  "http://8.8.8.8",
  "http://172.32.0.1",
  "http://172.15.0.1",
  "http://192.169.0.1",
  "http://100.128.0.1",
  "http://11.0.0.1",
  "http://2130706433",
  "http://user@192.168.4.1",
  "http://[2001:db8::1]",
  "http://[::ffff:8.8.8.8]",
  "file://",
  "chrome-extension://abcdefgh",
];

describe("pages of other origins", () => {
  let lab: ApiLab;
  let node: ApiNode;

  before(() => {
    lab = new ApiLab();
    node = lab.node();
  });

  after(() => lab.check());

  it("are of this network by their address or by a name that the internet does not have", () => {
    for (const origin of LOCAL) assert.ok(isLocalOrigin(origin), origin);
    for (const origin of FOREIGN) assert.ok(!isLocalOrigin(origin), origin);
  });

  it("may command from this network, and read the answer", () => {
    for (const origin of LOCAL) {
      const lines = [`Origin: ${origin}`];
      const before = node.ask({ method: "OPTIONS", path: "/api/brightness", lines });
      assert.equal(before.status, 204);
      assert.equal(before.headers.get("access-control-allow-origin"), "*");
      assert.equal(before.headers.get("access-control-allow-methods"), "GET, POST, PUT, DELETE");
      assert.equal(before.headers.get("access-control-allow-headers"), "Content-Type");
      const { status, headers } = node.ask({ path: "/api/brightness", json: { brightness: 8 }, lines });
      assert.equal(status, 200, origin);
      assert.equal(headers.get("access-control-allow-origin"), "*");
    }
  });

  it("may not change anything from the internet, however they ask", () => {
    const disk = node.disk();
    for (const origin of FOREIGN.filter((each) => each !== "")) {
      const lines = [`Origin: ${origin}`];
      const before = node.ask({ method: "OPTIONS", path: "/api/brightness", lines });
      assert.equal(before.headers.get("access-control-allow-headers"), undefined, origin);
      for (const ask of [
        { path: "/api/brightness", json: { brightness: 9 } },
        // What a browser sends without asking first.
        { path: "/api/brightness", body: '{"brightness":9}', type: "text/plain" },
        { path: "/api/brightness", body: '{"brightness":9}' },
        { path: "/api/images?name=image_1x1.rgb", body: "abc", type: "text/plain" },
        { method: "POST", path: "/api/sync/discover" },
        { method: "DELETE", path: "/api/images/heart" },
      ]) {
        const { status, json } = node.ask({ ...ask, lines });
        assert.equal(status, 403, `${origin} ${ask.path}`);
        assert.match(json.error, /^Only pages of your own network may change this poi, got one of /);
      }
    }
    assert.deepEqual(node.disk(), disk);
  });

  it("may read what is public, from anywhere", () => {
    const { status, headers } = node.ask({ path: "/api/status", lines: ["Origin: https://example.com"] });
    assert.equal(status, 200);
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cache-control"), "no-cache");
  });

  it("are no matter for programs, which have no origin", () => {
    assert.equal(node.ask({ path: "/api/brightness", json: { brightness: 10 } }).status, 200);
  });
});
