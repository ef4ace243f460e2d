import assert from "node:assert/strict";
import { SimWifi } from "../../sim/sim-wifi.ts";
import { ROUTES } from "../../src/api/routes/routes.ts";
import { ApiLab, type ApiNode } from "./api-lab.ts";

/** Paths with something in the place of each parameter. */
const PATHS = Array.from(new Set(ROUTES.map(({ path }) => path)));

function methodsOf(path: string): string[] {
  return ROUTES.filter((route) => route.path === path).map(({ method }) => method);
}

function filled(path: string): string {
  return path
    .replace("/images/:id", "/images/heart")
    .replace("/patterns/:id", "/patterns/fire")
    .replace("/sequences/:id", "/sequences/demo")
    .replace(":key", "brightness")
    .replace(/:\w+/, "x");
}

/** Answers that tell what time it is. */
const TELL_TIME = ["/api/clock", "/api/show"];

describe("methods and bodies", () => {
  let lab: ApiLab;
  let node: ApiNode;

  before(() => {
    lab = new ApiLab();
    // A desktop has no radio, and /api/wifi is not there.
    node = lab.node({}, { wifi: (timers) => new SimWifi(timers) });
  });

  after(() => lab.check());

  it("no route stands twice", () => {
    const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
    assert.equal(new Set(names).size, names.length);
  });

  it("HEAD answers what GET does, without the body, wherever there is a GET", () => {
    for (const path of PATHS.filter((each) => methodsOf(each).includes("GET"))) {
      // Two paths say by their names that there is nothing.
      const status = path.endsWith("_204") ? 204 : 200;
      const head = node.ask({ method: "HEAD", path: filled(path) });
      assert.equal(head.status, status, path);
      assert.equal(head.body.length, 0, path);
      // What follows GET here has no end.
      if (path === "/api/events") continue;
      const get = node.ask({ path: filled(path) });
      assert.equal(get.status, status, path);
      for (const name of ["content-type", "etag", "x-width"])
        assert.equal(head.headers.get(name), get.headers.get(name), `${name} of ${path}`);
      // What tells the time, in thousandths of a millisecond without zeros at the end, is some digits longer a moment later.
      const [told, sent] = [head, get].map(({ headers }) => headers.get("content-length"));
      if (TELL_TIME.includes(path)) assert.ok(Math.abs(Number(told) - Number(sent)) <= 3, path);
      else assert.equal(told, sent, `content-length of ${path}`);
    }
  });

  it("OPTIONS names the methods of every path", () => {
    for (const path of PATHS) {
      const { status, headers } = node.ask({ method: "OPTIONS", path: filled(path) });
      assert.equal(status, 204, path);
      const allowed = headers.get("allow")!.split(", ").sort();
      const wanted = methodsOf(path).flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
      assert.deepEqual(allowed, [...wanted, "OPTIONS"].sort(), path);
    }
  });

  it("any other method is refused with 405, which names those that there are, and changes nothing", () => {
    const disk = node.disk();
    for (const path of PATHS) {
      for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"]) {
        if (methodsOf(path).includes(method)) continue;
        const { status, headers, json } = node.ask({ method, path: filled(path) });
        assert.equal(status, 405, `${method} ${path}`);
        assert.ok(headers.get("allow")!.includes("OPTIONS"));
        assert.ok(json.error.startsWith(`${filled(path)} takes `), json.error);
      }
    }
    assert.deepEqual(node.disk(), disk);
  });

  it("any other path is answered 404", () => {
    for (const path of [
      "/api",
      "/api/",
      "/api/none",
      "/api/images/",
      "/api/images/heart/",
      "/index.html",
      "//",
    ]) {
      const { status, json } = node.ask({ path });
      assert.equal(status, 404, path);
      assert.equal(json.error, `There is nothing at ${path}. Check the path.`);
    }
  });

  it("a route that wants a body asks for its length, and for JSON where it wants that", () => {
    const disk = node.disk();
    for (const route of ROUTES) {
      if (route.body === undefined || route.body === "none") continue;
      const { method } = route;
      const path = filled(route.path);
      if (route.body !== "json" || route.optional !== true)
        assert.equal(node.ask({ method, path }).status, 411, `${method} ${path}`);
      if (route.body !== "json") continue;
      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
      ]) {
        const { status, json } = node.ask({ method, path, body: "{}", type });
        assert.equal(status, 415, `${method} ${path}`);
        assert.match(json.error, /Send the header Content-Type: application\/json/);
      }
    }
    assert.deepEqual(node.disk(), disk);
  });

  it("JSON may say its character set, or come in chunks", () => {
    const type = "application/json; charset=utf-8";
    assert.equal(node.ask({ path: "/api/brightness", body: '{"brightness":1}', type }).status, 200);
    const chunked = '9\r\n{"brightn\r\n8\r\ness":22}\r\n0\r\n\r\n';
    const lines = ["Transfer-Encoding: chunked"];
    assert.equal(
      node.ask({ path: "/api/brightness", body: chunked, type: "application/json", lines }).status,
      200,
    );
    assert.equal(node.get("/api/status").brightness, 22);
  });

  it("a body over the cap of its route is refused with 413 before it is read, whichever way it comes", () => {
    const disk = node.disk();
    for (const route of ROUTES) {
      const { method } = route;
      const path = filled(route.path);
      const cap = route.maxBodyBytes ?? (route.body === "json" ? 4096 : 1024);
      const wanted = route.body === "bytes" || route.body === "stream" ? route.contentTypes?.[0] : undefined;
      const type = route.body === "json" ? "application/json" : (wanted ?? "application/octet-stream");
      const lines = [`Content-Length: ${cap + 1}`];
      const { status, json } = node.ask({ method, path, body: "", type, lines });
      assert.equal(status, 413, `${method} ${path}`);
      assert.match(json.error, new RegExp(`^The body may have ${cap} bytes here, got more\\.`));
    }
    assert.deepEqual(node.disk(), disk);
  });

  it("a client that asks before it sends is told to go on, or why not to", () => {
    const lines = ["Expect: 100-continue"];
    const good = node.call({ path: "/api/brightness", json: { brightness: 5 }, lines });
    assert.equal(good.answer().status, 200);
    const long = [...lines, "Content-Length: 99999999"];
    assert.equal(node.ask({ path: "/api/images", body: "", lines: long }).status, 413);
  });
});
