/**
 * What a browser is shown at `/`: who this node is, whom it knows, what it holds. One request brings the page; it then asks
 * the API like any other client. Names from outside go in as text only.
 */
export const STATUS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>POV poi</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E%3Ccircle cx='4.5' cy='4.5' r='4' fill='%23f40'/%3E%3C/svg%3E">
<style>
body{background:#101014;color:#eee;font:17px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;color:#aaa;margin:1.5rem 0 .3rem}
ul{list-style:none;margin:0;padding:0}li{padding:.35rem 0;border-bottom:1px solid #2a2a33}
.off{color:#888}button{font:inherit;padding:.7rem 1.2rem;border:0;border-radius:.5rem;background:#d84300;color:#fff}
#said{min-height:1.5em}
</style>
<h1 id="name">POV poi</h1>
<p id="about"></p>
<p><button id="sync">Sync now</button></p>
<p id="said" role="status"></p>
<h2>Other poi</h2><ul id="peers"></ul>
<h2>Pictures</h2><ul id="images"></ul>
<h2>Patterns</h2><ul id="patterns"></ul>
<script>
const at = (id) => document.getElementById(id);
const ask = async (path, body) => {
  const init = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, init);
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error);
  return value;
};
const list = (id, items, none) => {
  const rows = items.map(([text, dim]) => {
    const row = document.createElement("li");
    row.textContent = text;
    if (dim) row.className = "off";
    return row;
  });
  at(id).replaceChildren(...rows);
  if (rows.length === 0) at(id).textContent = none;
};
const show = async () => {
  const me = await ask("/api/sync/status");
  const { images } = await ask("/api/images");
  const { patterns } = await ask("/api/patterns");
  document.title = me.deviceName;
  at("name").textContent = me.deviceName;
  at("about").textContent = "Group " + (me.syncGroup || "none") + ", " + me.leds + " LEDs, " + me.deviceId;
  list("peers", me.peers.map((p) => [p.deviceName + " — " + (p.online ? "online" : "offline"), !p.online]), "None yet.");
  list("images", images.map((i) => [i.index + "  " + i.name + ", " + i.width + " × " + i.height, !i.complete]), "None yet.");
  list("patterns", patterns.map((p) => [p.index + "  " + p.name]), "None yet.");
};
at("sync").onclick = async () => {
  at("said").textContent = "Syncing …";
  try {
    const done = await ask("/api/sync/execute", { peerId: "auto" });
    at("said").textContent = done.itemsSynced === 0 ? "All had the same already." : "Synced " + done.itemsSynced + ".";
  } catch (error) {
    at("said").textContent = error.message;
  }
  show();
};
const again = () => show().catch((error) => { at("said").textContent = "The poi does not answer: " + error.message; });
again();
setInterval(again, 5000);
</script>
`;
