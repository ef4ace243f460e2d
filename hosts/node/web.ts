/** `npm run web`: the page as it is being written, over the API of a node that runs. */
import { statSync, watch } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { bundlePage, MAX_PAGE_BYTES, packPage, pageOf } from "./page-bundle.ts";
import { makePageFile } from "./page-file.ts";

/** Loads the page again once it was bundled anew. */
const RELOAD = 'new EventSource("/reload").onmessage=()=>location.reload();';
/** Editors write a file in several steps. */
const SETTLE_MS = 80;

const command = new Command("npm run web --")
  .description("Serves the page, bundled anew at each change, with the API of a node that runs (npm start).")
  .addHelpText("before", "Example: npm run web -- --node http://127.0.0.1:8081\n")
  .option("--node <url>", "node whose API it uses", "http://127.0.0.1:8080")
  .option("--port <port>", "port to serve it on", "8070")
  .option("--build", "write build/page/page.html.gz, say its size and end", false)
  .helpOption("--help", "show this text")
  .parse();
const { node, port, build } = command.opts<{ node: string; port: string; build: boolean }>();

if (build) await writePage();
else serve();

async function writePage(): Promise<void> {
  try {
    const file = await makePageFile();
    console.log(`${file} ${statSync(file).size} of ${MAX_PAGE_BYTES} bytes`);
  } catch (error) {
    console.error(String(error));
    process.exitCode = 1;
  }
}

function serve(): void {
  const pages = new Set<ServerResponse>();
  const server = createServer((ask, answer) => {
    if (ask.url === "/") void sendPage(answer);
    else if (ask.url === "/reload") {
      answer.writeHead(200, { "Content-Type": "text/event-stream" });
      pages.add(answer);
      ask.on("close", () => pages.delete(answer));
    } else passOn(ask, answer);
  });
  server.listen(Number(port), "127.0.0.1", () =>
    console.log(`http://127.0.0.1:${port}, with the API of ${node}`),
  );
  let timer: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const page of pages) page.write("data:\n\n");
    }, SETTLE_MS);
  };
  for (const folder of ["web", "src"]) {
    watch(fileURLToPath(new URL(`../../${folder}`, import.meta.url)), { recursive: true }, changed);
  }
}

async function sendPage(answer: ServerResponse): Promise<void> {
  try {
    const parts = await bundlePage();
    const page = pageOf({ ...parts, script: RELOAD + parts.script });
    answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
    // Nobody waits for its size.
    packPage(parts).then(
      ({ length }) => console.log(`${length} of ${MAX_PAGE_BYTES} bytes gzipped`),
      (error: Error) => console.error(error.message),
    );
  } catch (error) {
    console.error(String(error));
    const page = `<meta charset="utf-8"><title>No page</title><pre></pre><script>document.querySelector("pre").textContent=${JSON.stringify(String(error)).replaceAll("<", "\\u003c")};${RELOAD}</script>`;
    answer.writeHead(500, { "Content-Type": "text/html; charset=utf-8" }).end(page);
  }
}

/** Hands a request to the node, and its answer back as it comes. */
function passOn(ask: IncomingMessage, answer: ServerResponse): void {
  const to = request(new URL(ask.url ?? "/", node), { method: ask.method, headers: ask.headers }, (from) => {
    answer.writeHead(from.statusCode ?? 502, from.headers);
    from.pipe(answer);
  });
  to.on("error", (error) => {
    answer.writeHead(503, { "Content-Type": "application/json" });
    answer.end(JSON.stringify({ error: `No node answers at ${node} (${error.message}). Run npm start.` }));
  });
  answer.on("close", () => to.destroy());
  ask.pipe(to);
}
