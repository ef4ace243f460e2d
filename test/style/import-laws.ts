import { filesOf, importsOf, type Tree } from "./tree.ts";

/** Rooms of src/ from the bottom up. A room imports from lower levels and from itself, not from its neighbours. */
const LEVELS: readonly (readonly string[])[] = [
  ["bytes"],
  ["ports"],
  ["net", "store", "clock", "pov"],
  ["sync", "patterns"],
  ["playing"],
  ["api"],
  ["node"],
];

/** What the lowest room may take from the one above it. */
const SHARED = ["src/ports/assert.ts", "src/ports/poi-error.ts"];

/** Imports that go up, sideways or out of src/. */
export function breaksOfDirection(tree: Tree): string[] {
  const breaks: string[] = [];
  for (const path of filesOf(tree, "src")) {
    const level = levelOf(path);
    if (level < 0) breaks.push(`${path}: src/ has the rooms ${LEVELS.flat().join(", ")}`);
    for (const imported of importsOf(path, tree.get(path) ?? "")) {
      if (SHARED.includes(imported) || roomOf(imported) === roomOf(path)) continue;
      if (!imported.startsWith("src/")) breaks.push(`${path} imports ${imported}, which is outside of src/`);
      else if (levelOf(imported) >= level) breaks.push(`${path} imports ${imported}, which is not below it`);
    }
  }
  return breaks;
}

/** Files that import one another in a circle. In src/ types count as well; elsewhere two classes may name each other's type. */
export function circles(tree: Tree): string[] {
  const found: string[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (path: string, trail: string[]) => {
    if (state.get(path) === "open") found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (state.has(path)) return;
    state.set(path, "open");
    for (const imported of importsOf(path, tree.get(path) ?? "", path.startsWith("src/"))) {
      if (tree.has(imported)) visit(imported, [...trail, path]);
    }
    state.set(path, "done");
  };
  for (const path of tree.keys()) if (/\.tsx?$/.test(path)) visit(path, []);
  return found;
}

/**
 * Files of src/ that nobody uses: not reached from a host, the simulator or the page. While there is no program
 * to bring all together, a test's use counts as well.
 */
export function unusedFiles(tree: Tree): string[] {
  const roots = ["hosts", "sim", "web"];
  if (!tree.has("hosts/node/main.ts")) roots.push("test");
  const reached = new Set<string>();
  const queue = [...tree.keys()].filter(
    (path) => roots.includes(path.split("/")[0] ?? "") && /\.tsx?$/.test(path),
  );
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    queue.push(...importsOf(path, tree.get(path) ?? "").filter((imported) => tree.has(imported)));
  }
  return filesOf(tree, "src").filter((path) => !reached.has(path));
}

function roomOf(path: string): string {
  return path.startsWith("src/") ? (path.split("/")[1] ?? "") : path;
}

function levelOf(path: string): number {
  return LEVELS.findIndex((rooms) => rooms.includes(roomOf(path)));
}
