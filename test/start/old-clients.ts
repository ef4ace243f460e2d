/**
 * What clients of older POV poi firmware send, path by path and field by field: its test scripts and Python example, the curl
 * lines of its documents, and the calls of its page.
 */

/** Python's own HTTP client, as the older system's scripts use it. Prints what each step came to. */
export const PYTHON = `
import json, sys, time, urllib.request, urllib.error

def ask(url, data=None):
    request = urllib.request.Request(url)
    if data is not None:
        request = urllib.request.Request(url, data=json.dumps(data).encode("utf-8"), method="POST")
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read().decode("utf-8", errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", errors="replace")

left, right, group = sys.argv[1:]
steps = []
def step(name, code, good=True):
    steps.append([name, code, bool(good)])

code, body = ask(left + "/")
step("page", code if code != 404 or "without its page" not in body else 200, len(body) > 0)
code, body = ask(left + "/api/status")
status = json.loads(body)
step("status", code, {"mode", "brightness", "framerate"} <= set(status))
for value in (64, 255, status["brightness"]):
    step("brightness", ask(left + "/api/brightness", {"brightness": value})[0])
for value in (60, status["framerate"]):
    step("framerate", ask(left + "/api/framerate", {"framerate": value})[0])
for mode, index in ((0, 0), (1, 0), (2, 0), (2, 4), (2, 10), (3, 0)):
    step("mode", ask(left + "/api/mode", {"mode": mode, "index": index})[0])
    status = json.loads(ask(left + "/api/status")[1])
    step("shown", 200, status["mode"] == mode and status["index"] == index)
step("pattern", ask(left + "/api/pattern", {"index": 0, "type": 0, "color1": {"r": 255, "g": 0, "b": 0},
    "color2": {"r": 0, "g": 0, "b": 255}, "speed": 50})[0])
step("live mode", ask(left + "/api/mode", {"mode": 4, "index": 0})[0])
step("live", ask(left + "/api/live", {"pixels": [{"r": 0, "g": 255, "b": 0}] * 31})[0])
code, body = ask(left + "/api/sync/data")
data = json.loads(body)
step("sync data", code, data["images"] and data["patterns"])
step("sync status", ask(left + "/api/sync/status")[0])
code, body = ask(left + "/api/device/config")
step("device config", code, "deviceName" in json.loads(body))
step("sd list", ask(left + "/api/sd/list")[0])
step("sd info", ask(left + "/api/sd/info")[0])
step("idle", ask(left + "/api/mode", {"mode": 0, "index": 0})[0])

for url, name in ((left, "Left Poi"), (right, "Right Poi")):
    config = {"deviceName": name, "syncGroup": group, "autoSync": True, "syncInterval": 30000}
    code, body = ask(url + "/api/device/config", config)
    step("configure", code, json.loads(body)["status"] == "ok")
time.sleep(2)
code, body = ask(left + "/api/sync/discover", {})
found = json.loads(body)
step("discover", code, found["peersFound"] > 0)
ours = json.loads(ask(right + "/api/device/config")[1])["deviceId"]
peer = [each for each in found["peers"] if each["deviceId"] == ours][0]
code, body = ask(left + "/api/sync/execute", {"peerId": peer["deviceId"], "direction": "bidirectional",
    "syncImages": True, "syncPatterns": True, "syncSettings": True})
result = json.loads(body)
step("sync", code, result["status"] == "ok" and result["itemsSynced"] >= 0)
print(json.dumps(steps))
`;

const JSON_TYPE = "-H 'Content-Type: application/json'";

/** The curl lines of its documents; $LEFT and $PEER are put in. */
export const CURL_LINES: readonly string[] = [
  "curl $LEFT/api/status",
  `curl -X POST $LEFT/api/mode ${JSON_TYPE} -d '{"mode": 2, "index": 0}'`,
  `curl -X POST $LEFT/api/brightness ${JSON_TYPE} -d '{"brightness": 150}'`,
  `curl -X POST $LEFT/api/framerate ${JSON_TYPE} -d '{"framerate": 60}'`,
  `curl -X POST $LEFT/api/pattern ${JSON_TYPE} -d '{
    "index": 0,
    "type": 1,
    "color1": {"r": 255, "g": 0, "b": 0},
    "color2": {"r": 0, "g": 255, "b": 0},
    "speed": 75
  }'`,
  'curl -X POST $LEFT/api/image -F "image=@myimage.png"',
  `curl -X POST $LEFT/api/live ${JSON_TYPE} -d '{
    "pixels": [
      {"r": 255, "g": 0, "b": 0},
      {"r": 255, "g": 127, "b": 0},
      {"r": 255, "g": 255, "b": 0}
    ]
  }'`,
  `curl -X POST $LEFT/api/power/mode ${JSON_TYPE} -d '{"mode":"powersave"}'`,
  "curl $LEFT/api/sync/status",
  "curl -X POST $LEFT/api/sync/discover",
  `curl -X POST $LEFT/api/sync/execute ${JSON_TYPE} -d '{"peerId":"$PEER","direction":"bidirectional"}'`,
  `curl -X POST $LEFT/api/sync/execute ${JSON_TYPE} -d '{
    "peerId": "auto",
    "direction": "bidirectional",
    "syncImages": true,
    "syncPatterns": true,
    "syncSettings": false
  }'`,
  "curl $LEFT/api/sync/data",
  `curl -X POST $LEFT/api/sync/push ${JSON_TYPE} -d '{"deviceId":"F6:E5:D4:C3:B2:A1","settings":{"brightness":150}}'`,
  "curl $LEFT/api/device/config",
  `curl -X POST $LEFT/api/device/config ${JSON_TYPE} -d '{"deviceName":"Left Poi","autoSync":true}'`,
  "curl $LEFT/api/storage/info",
  "curl $LEFT/api/sd/list",
  `curl -X POST $LEFT/api/sd/load ${JSON_TYPE} -d '{"filename":"Heart.pov"}'`,
  `curl -X POST $LEFT/api/sd/delete ${JSON_TYPE} -d '{"filename":"Heart.pov"}'`,
];

/** What another poi of that firmware sends when it syncs with this one: its settings, and the time since its power-up. */
export const FIRMWARE_PUSH =
  '{"deviceId":"F6:E5:D4:C3:B2:A1","deviceName":"Old Poi","settings":{"brightness":90,"framerate":50,"mode":2,"index":0,"timestamp":81234}}';

/** The page's calls, in the order of somebody who tries everything. A body that is no object is a file's name and content. */
export const PAGE_CALLS: readonly (readonly [path: string, body?: object | readonly [string, Uint8Array]])[] =
  [
    ["/api/status"],
    ["/api/sd/list"],
    ["/api/sd/info"],
    ["/api/brightness", { brightness: 200 }],
    ["/api/framerate", { framerate: 250 }],
    ["/api/mode", { mode: 1, index: 1 }],
    ["/api/mode", { mode: 2, index: 17 }],
    ["/api/pattern", { index: 5, type: 5, speed: 50 }],
    ["/api/mode", { mode: 2, index: 5 }],
    [
      "/api/pattern",
      { index: 7, type: 7, color1: { r: 1, g: 2, b: 3 }, color2: { r: 4, g: 5, b: 6 }, speed: 255 },
    ],
    ["/api/mode", { mode: 4, index: 0 }],
    ["/api/live", { pixels: Array.from({ length: 32 }, (_, i) => ({ r: i, g: 0, b: 255 - i })) }],
    ["/api/power/mode", { mode: "balanced" }],
    // "Play", "Stop" and "Random".
    ["/api/mode", { mode: 3, index: 0 }],
    ["/api/mode", { mode: 0, index: 0 }],
    ["/api/mode", { mode: 2, index: 11 }],
    ["/api/sync/execute", { action: "play", val: "" }],
    ["/api/image", ["image_128x32.rgb", new Uint8Array(3 * 128 * 32).fill(50)]],
    ["/api/sd/load", { filename: "image_128x32.rgb" }],
    ["/api/image", ["image_400x64.rgb", new Uint8Array(3 * 400 * 64).fill(60)]],
    ["/api/mode", { mode: 1, index: 0 }],
    ["/api/device/config"],
    ["/api/device/config", { deviceName: "Left Poi", syncGroup: "$GROUP", autoSync: true }],
    [
      "/api/device/config",
      { ledCount: 32, dataPin: 11, clkPin: 13, refreshRate: 60, pixelDensity: 60, colorDepth: 24 },
    ],
    ["/api/sync/status"],
  ];
