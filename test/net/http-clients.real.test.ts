import assert from "node:assert/strict";
import { Agent, request as nodeRequest } from "node:http";
import type { HttpServer } from "../../src/net/http-server.ts";
import { run, sha256, startServer, UPLOAD_BYTES, upload } from "./http-real-lab.ts";

const UPLOAD = upload();
const HASH = sha256(UPLOAD);

let server: HttpServer;
let port: number;
let base: string;

beforeEach(async () => {
  ({ server, port, base } = await startServer());
});

afterEach(() => {
  assert.deepEqual([server.counters.failures, server.counters.malformed], [0, 0]);
  server.close();
});

/** Status, what curl printed of the answer, and its own account. */
async function curl(args: readonly string[], input?: Buffer): Promise<{ status: number; body: string }> {
  const text = await run(
    "curl",
    ["--silent", "--show-error", "--max-time", "8", "--write-out", "\n%{http_code}", ...args],
    input,
  );
  const cut = text.lastIndexOf("\n");
  return { status: Number(text.slice(cut + 1)), body: text.slice(0, cut) };
}

describe("curl", () => {
  const JSON_LINE = "Content-Type: application/json";

  it("gets, heads, and is told that nothing changed", async () => {
    assert.deepEqual(await curl([`${base}/api/status`]), { status: 200, body: '{"mode":1}' });
    assert.deepEqual(await curl(["--http1.0", `${base}/api/status`]), { status: 200, body: '{"mode":1}' });
    const head = await curl(["--head", `${base}/api/status`]);
    assert.match(head.body, /Content-Length: 10\r\n/);
    assert.deepEqual(await curl(["--header", 'If-None-Match: "v1"', `${base}/api/status`]), {
      status: 304,
      body: "",
    });
    assert.equal((await curl([`${base}/api/none`])).status, 404);
    assert.equal((await curl(["--path-as-is", `${base}/api/../etc/passwd`])).status, 400);
    server.counters.malformed--;
  });

  it("takes long answers of a known length, in chunks, and as HTTP/1.0", async () => {
    const long = "a".repeat(300_000);
    for (const args of [
      [`${base}/api/long?known`],
      [`${base}/api/long`],
      ["--http1.0", `${base}/api/long`],
    ]) {
      assert.equal((await curl(args)).body, long);
    }
  });

  it("posts JSON, and is told what to do where it forgets the type", async () => {
    assert.equal(
      (await curl(["--header", JSON_LINE, "--data", '{"a":1}', `${base}/api/mode`])).body,
      '{"got":{"a":1}}',
    );
    const form = await curl(["--data", '{"a":1}', `${base}/api/mode`]);
    assert.equal(form.status, 415);
    assert.match(form.body, /curl: -H 'Content-Type: application\/json'/);
    assert.equal((await curl(["--request", "POST", `${base}/api/mode`])).status, 411);
    assert.equal((await curl(["--request", "POST", `${base}/api/discover`])).status, 200);
    assert.equal((await curl(["--request", "DELETE", `${base}/api/mode`])).status, 405);
  });

  it("uploads 80 KB with a length, in chunks, as a form, and as one that asks first", async () => {
    const binary = ["--header", "Content-Type: application/octet-stream", "--data-binary", "@-"];
    const wanted = { status: 200, body: JSON.stringify({ length: UPLOAD_BYTES, sha256: HASH }) };
    assert.deepEqual(await curl([...binary, `${base}/api/raw`], UPLOAD), wanted);
    assert.deepEqual(
      await curl([...binary, "--header", "Transfer-Encoding: chunked", `${base}/api/raw`], UPLOAD),
      wanted,
    );
    assert.deepEqual(
      await curl([...binary, "--header", "Expect: 100-continue", `${base}/api/raw`], UPLOAD),
      wanted,
    );
    const form = await curl(
      [
        "--form",
        "title=fire",
        "--form",
        'image=@-;filename="my \\"own\\".png";type=image/png',
        `${base}/api/image`,
      ],
      UPLOAD,
    );
    assert.deepEqual(JSON.parse(form.body), {
      title: "fire",
      filename: 'my "own".png',
      type: "image/png",
      sha256: HASH,
    });
  });

  it("is told 413 where its body is too long, whether it asks first or not", async () => {
    const big = upload(300_000);
    for (const expect of ["Expect:", "Expect: 100-continue"]) {
      const args = [
        "--header",
        "Content-Type: application/octet-stream",
        "--header",
        expect,
        "--data-binary",
        "@-",
        `${base}/api/raw`,
      ];
      const got = await curl(args, big);
      assert.equal(got.status, 413, expect);
      assert.match(got.body, /may have 100000 bytes here/);
    }
    const chunked = [
      "--header",
      "Content-Type: application/octet-stream",
      "--header",
      "Transfer-Encoding: chunked",
      "--data-binary",
      "@-",
    ];
    assert.equal((await curl([...chunked, `${base}/api/raw`], big)).status, 413);
  });

  it("asks several times over one connection", async () => {
    await curl([`${base}/api/status`, `${base}/api/none`, `${base}/api/long`, `${base}/api/status`]);
    assert.deepEqual([server.counters.requests, server.counters.accepted], [4, 1]);
  });
});

describe("Node's fetch", () => {
  it("gets, heads, posts, uploads, is told 304 and 413", async () => {
    assert.deepEqual(await (await fetch(`${base}/api/status`)).json(), { mode: 1 });
    assert.equal((await fetch(`${base}/api/status`, { method: "HEAD" })).headers.get("content-length"), "10");
    assert.equal((await fetch(`${base}/api/status`, { headers: { "if-none-match": '"v1"' } })).status, 304);
    assert.equal((await (await fetch(`${base}/api/long`)).text()).length, 300_000);
    const json = { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":"ä"}' };
    assert.deepEqual(await (await fetch(`${base}/api/mode`, json)).json(), { got: { a: "ä" } });
    const text = await fetch(`${base}/api/mode`, { method: "POST", body: "{}" });
    assert.equal(text.status, 415);
    await text.text();
    const raw = { method: "POST", headers: { "content-type": "application/octet-stream" } };
    const sent = await fetch(`${base}/api/raw`, { ...raw, body: UPLOAD });
    assert.deepEqual(await sent.json(), { length: UPLOAD_BYTES, sha256: HASH });
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < UPLOAD_BYTES; at += 7000) controller.enqueue(UPLOAD.subarray(at, at + 7000));
        controller.close();
      },
    });
    const streamed = await fetch(`${base}/api/raw`, { ...raw, body: stream, duplex: "half" } as RequestInit);
    assert.deepEqual(await streamed.json(), { length: UPLOAD_BYTES, sha256: HASH });
    const form = new FormData();
    form.append("file", new Blob([UPLOAD]), "image_32x32.rgb");
    const image = await fetch(`${base}/api/image`, { method: "POST", body: form });
    assert.deepEqual(await image.json(), {
      filename: "image_32x32.rgb",
      type: "application/octet-stream",
      sha256: HASH,
    });
    const big = await fetch(`${base}/api/raw`, { ...raw, body: upload(300_000) });
    assert.equal(big.status, 413);
    await big.text();
  });
});

const PYTHON = `
import http.client, json, sys, urllib.error, urllib.request
base, port, data = sys.argv[1], int(sys.argv[2]), sys.stdin.buffer.read()
def ask(path, method="GET", body=None, **headers):
    request = urllib.request.Request(base + path, data=body, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return [response.status, response.read().decode()[:200]]
    except urllib.error.HTTPError as error:
        return [error.code, error.read().decode()[:200]]
results = {
    "get": ask("/api/status"),
    "head": ask("/api/status", "HEAD"),
    "not modified": ask("/api/status", If_None_Match='"v1"'),
    "json": ask("/api/mode", "POST", b'{"a":1}', Content_Type="application/json"),
    "no type": ask("/api/mode", "POST", b'{"a":1}')[0],
    "upload": ask("/api/raw", "POST", data, Content_Type="application/octet-stream"),
    "chunks": ask("/api/raw", "POST", (data[i:i + 5000] for i in range(0, len(data), 5000)), Content_Type="application/octet-stream"),
    "too long": ask("/api/raw", "POST", data * 4, Content_Type="application/octet-stream")[0],
    "long": len(urllib.request.urlopen(base + "/api/long").read()),
}
connection = http.client.HTTPConnection("127.0.0.1", port)
for length, expect in ((len(data), "expect"), (len(data) * 4, "expect too long")):
    connection.putrequest("POST", "/api/raw")
    for name, value in (("Content-Type", "application/octet-stream"), ("Content-Length", str(length)), ("Expect", "100-continue")):
        connection.putheader(name, value)
    connection.endheaders()
    line = connection.sock.recv(9, 2).decode() + " " + connection.sock.recv(12, 2).decode()[9:]
    if line.endswith("100"): connection.send(data)
    response = connection.getresponse()
    results[expect] = [line[-3:], response.status]
    response.read()
print(json.dumps(results))
`;

describe("Python's urllib", () => {
  it("gets, heads, posts, uploads, is told 304 and 413, and asks first", async () => {
    const uploaded = [200, JSON.stringify({ length: UPLOAD_BYTES, sha256: HASH })];
    assert.deepEqual(JSON.parse(await run("python3", ["-c", PYTHON, base, `${port}`], UPLOAD)), {
      get: [200, '{"mode":1}'],
      head: [200, ""],
      "not modified": [304, ""],
      json: [200, '{"got":{"a":1}}'],
      "no type": 415,
      upload: uploaded,
      chunks: uploaded,
      "too long": 413,
      long: 300_000,
      expect: ["100", 200],
      "expect too long": ["413", 413],
    });
  });
});

describe("a connection that is kept", () => {
  it("carries 200 requests and more", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (path: string, body?: Buffer) =>
      new Promise<number>((resolve, reject) => {
        const headers = { "content-type": "application/octet-stream" };
        const call = nodeRequest(
          { agent, port, path, method: body === undefined ? "GET" : "POST", headers },
          (response) => {
            response.resume();
            response.on("end", () => resolve(response.statusCode ?? 0));
          },
        );
        call.on("error", reject);
        call.end(body);
      });
    for (let i = 0; i < 100; i++) {
      assert.deepEqual(
        await Promise.all([ask("/api/status"), ask("/api/raw", UPLOAD.subarray(0, 3000)), ask("/api/none")]),
        [200, 200, 404],
      );
    }
    agent.destroy();
    assert.deepEqual([server.counters.requests, server.counters.accepted], [300, 1]);
  });
});
