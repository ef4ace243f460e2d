import type { ShowClock } from "../clock/show-clock.ts";
import type { HttpClient } from "../net/http-client.ts";
import type { HttpCounters } from "../net/http-counters.ts";
import type { HttpExchange } from "../net/http-exchange.ts";
import type { BatteryGauge } from "../playing/battery-gauge.ts";
import type { Player } from "../playing/player.ts";
import type { Show } from "../playing/show.ts";
import type { Ports } from "../ports/ports.ts";
import type { ConfigFile } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import type { Answering } from "../sync/answering.ts";
import type { Group } from "../sync/group.ts";
import type { History } from "../sync/history.ts";
import type { Peers } from "../sync/peers.ts";
import type { SignalGauge } from "../sync/signal-gauge.ts";
import type { Synchronizer } from "../sync/synchronizer.ts";
import type { Blinker } from "./blink.ts";
import type { Page } from "./page.ts";
import type { Uploads } from "./uploads.ts";
import type { WifiView } from "./wifi-view.ts";

/** What surrounds the routes. */
export interface HostView {
  readonly version: string;
  /** What the HTTP server counts. */
  counters(): HttpCounters;
  /** What the host measures of itself, by name. */
  measure(): { readonly [name: string]: number };
  /** Whether it can start the node again. */
  readonly canRestart: boolean;
  /** Starts the node again after a while, counted anew with each call; does nothing where the host cannot. */
  restartSoon(afterMs: number): void;
}

/** All that the routes work on. */
export interface ApiContext {
  readonly ports: Ports;
  readonly store: Store;
  readonly file: ConfigFile;
  readonly player: Player;
  readonly blinker: Blinker;
  readonly uploads: Uploads;
  readonly peers: Peers;
  readonly history: History;
  readonly synchronizer: Synchronizer;
  readonly answering: Answering;
  readonly client: HttpClient;
  readonly clock: ShowClock;
  readonly group: Group;
  readonly show: Show;
  /** undefined on a node that has no strip, and on one that has no battery. */
  readonly light: { hear(level: number): void } | undefined;
  readonly signal: Pick<SignalGauge, "level">;
  readonly battery: Pick<BatteryGauge, "charge" | "tier" | "shownMv"> | undefined;
  /** Answers with live state, for as long as the page listens (events.ts). */
  readonly events: { follow(exchange: HttpExchange): void };
  /** The web UI; undefined where the host gave none. */
  readonly page: Page | undefined;
  readonly host: HostView;
  /** Undefined where the network is not the node's to choose. */
  readonly wifi: WifiView | undefined;
  /** Asks the network now who is there. */
  discover(): void;
  /** The name, groups or interval of this node changed: tell the network. */
  configChanged(): void;
}
