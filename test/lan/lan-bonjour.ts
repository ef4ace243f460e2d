/** The npm package bonjour-service as a program: looks for poi and tells in lines of JSON what it sees. */
import { Bonjour, type Service } from "bonjour-service";

const bonjour = new Bonjour();
const browser = bonjour.find({ type: "povpoi" });
browser.on("up", (service) => tell("up", service));
browser.on("down", (service) => tell("down", service));
browser.on("txt-update", (service) => tell("txt", service));
// The test is gone.
process.stdin.on("end", () => process.exit(1)).resume();
console.log("ready");

function tell(event: string, { name, host, port, addresses, txt }: Service): void {
  console.log(`${event} ${JSON.stringify({ name, host, port, addresses, txt })}`);
}
