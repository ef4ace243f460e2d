import { render } from "preact";
import { App } from "./app.tsx";
import { connect } from "./state/link.ts";

const root = document.getElementById("app")!;
root.textContent = "";
render(<App />, root);
connect();
