import type { ApiContext } from "../../src/api/context.ts";
import { SYNC_ROUTES } from "../../src/api/routes/sync-routes.ts";
import { ShowClock } from "../../src/clock/show-clock.ts";
import { HttpClient } from "../../src/net/http-client.ts";
import { HttpRouter } from "../../src/net/http-router.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { ConfigFile, type LocalConfig } from "../../src/store/local-config.ts";
import { Store } from "../../src/store/store.ts";
import { Answering } from "../../src/sync/answering.ts";
import { Group } from "../../src/sync/group.ts";
import { History } from "../../src/sync/history.ts";
import { Peers } from "../../src/sync/peers.ts";
import { Synchronizer } from "../../src/sync/synchronizer.ts";
import { HttpTransport, SESSION_PATH } from "../../src/sync/transport.ts";

const HTTP_PORT = 80;

/**
 * A node without pictures, pages and multicast DNS: what of it takes part in the group's clock and sync, over the same sockets.
 * A hundred of them run where a hundred whole nodes would drown in one another's announcements.
 */
export class GroupNode {
  readonly ports: Ports;
  readonly file: ConfigFile;
  readonly store: Store;
  readonly peers: Peers;
  readonly history: History;
  readonly clock: ShowClock;
  readonly group: Group;
  readonly synchronizer: Synchronizer;
  readonly answering: Answering;
  readonly client: HttpClient;
  readonly server: HttpServer;
  isPlaying = true;

  constructor(ports: Ports, start: Partial<LocalConfig>) {
    const { clock, timers, random, files, streams } = ports;
    this.ports = ports;
    this.file = new ConfigFile(files, random, start);
    const { config } = this.file;
    this.store = new Store(ports);
    this.peers = new Peers(files, clock);
    this.history = new History(files, ports.digest);
    this.client = new HttpClient({ streams, timers });
    const parts = { store: this.store, config, peers: this.peers, history: this.history, clock };
    this.answering = new Answering(parts);
    const transport = new HttpTransport(this.client);
    this.synchronizer = new Synchronizer({ ...parts, transport, timers, random });
    const show = new Uint8Array(4);
    random.fill(show);
    this.clock = new ShowClock({ clock, show: new DataView(show.buffer).getUint32(0) });
    this.clock.isPlaying = () => this.isPlaying;
    this.group = new Group({
      ports,
      ...parts,
      synchronizer: this.synchronizer,
      clock: this.clock,
      httpPort: () => HTTP_PORT,
      isIdle: () => !this.isPlaying,
      health: () => 0,
    });
    this.store.onChange = () => this.group.storeChanged();
    this.server = new HttpServer({
      streams,
      timers,
      port: HTTP_PORT,
      handler: new HttpRouter<ApiContext>(
        this as unknown as ApiContext,
        SYNC_ROUTES.filter(({ path }) => path.startsWith(SESSION_PATH)),
      ),
      onListening: () => this.group.start(),
      onError: () => {},
    });
    this.synchronizer.start();
  }

  stop(): void {
    this.synchronizer.stop();
    this.group.stop();
    this.server.close();
    this.client.close();
    this.store.close();
    this.history.close();
  }
}
