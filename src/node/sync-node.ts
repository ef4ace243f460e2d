import { API_NAMES } from "../api/api-names.ts";
import { Blinker } from "../api/blink.ts";
import type { ApiContext } from "../api/context.ts";
import { Events } from "../api/events.ts";
import { ORIGIN_POLICY } from "../api/origin-policy.ts";
import type { Page } from "../api/page.ts";
import { introduce } from "../api/routes/peer-routes.ts";
import { ROUTES } from "../api/routes/routes.ts";
import { lightSettings } from "../api/settings.ts";
import { Uploads } from "../api/uploads.ts";
import { ShowClock } from "../clock/show-clock.ts";
import { txtText } from "../net/dns-txt.ts";
import { HttpClient } from "../net/http-client.ts";
import { HttpRouter } from "../net/http-router.ts";
import { HttpServer } from "../net/http-server.ts";
import { type Advertisement, Mdns } from "../net/mdns.ts";
import type { Browser } from "../net/mdns-browser.ts";
import type { CachedService, MdnsService } from "../net/mdns-cached-service.ts";
import { Pulse } from "../net/pulse.ts";
import { BatteryGauge } from "../playing/battery-gauge.ts";
import { Light } from "../playing/light.ts";
import { MODE, Player } from "../playing/player.ts";
import { Show } from "../playing/show.ts";
import type { Ports } from "../ports/ports.ts";
import type { Random } from "../ports/random.ts";
import type { Timer } from "../ports/timers.ts";
import { eraseIfAsked } from "../store/erase.ts";
import { ConfigFile, type LocalConfig, parseDeviceId, showDeviceId } from "../store/local-config.ts";
import { Store } from "../store/store.ts";
import { type ItemRoom, USUAL_ROOM } from "../store/store-room.ts";
import { Answering } from "../sync/answering.ts";
import { Group } from "../sync/group.ts";
import { healthBits } from "../sync/health.ts";
import { History } from "../sync/history.ts";
import { OFFLINE_AFTER_US, Peers } from "../sync/peers.ts";
import { SignalGauge } from "../sync/signal-gauge.ts";
import { Synchronizer } from "../sync/synchronizer.ts";
import { HttpTransport } from "../sync/transport.ts";
import { type HostServices, NodeHost, VERSION } from "./node-host.ts";
import { makeSeeds, SEED_VERSION } from "./seeds.ts";
import { WifiLink } from "./wifi-link.ts";

const SERVICE_TYPE = "_povpoi._tcp";
/** How often a peer that the user named by its address is asked whether it is there. */
const PROBE_MS = 60_000;

export interface NodeOptions extends HostServices {
  /** Port of the HTTP server; 0 takes a free one. */
  port: number;
  /** What holds for a node that starts for the first time. */
  start?: Partial<LocalConfig>;
  /** What holds from now on, whatever was stored. */
  change?: Partial<Omit<LocalConfig, "deviceId">>;
  /** The web UI. */
  page?: Page;
  /** For how many items there is memory. */
  room?: ItemRoom;
  /** HTTP connections at once. */
  maxConnections?: number;
  /** The HTTP server listens. */
  onListening?(port: number): void;
  /** The node cannot serve, in words for the user. */
  onError?(message: string): void;
}

/** One poi: its store, its HTTP server, its place among the others. All of the outside comes in through its ports. */
export class SyncNode implements ApiContext {
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
  readonly light: Light | undefined;
  readonly battery: BatteryGauge | undefined;
  readonly signal: SignalGauge;
  readonly events: Events;
  readonly page: Page | undefined;
  readonly host: NodeHost;
  readonly wifi: WifiLink | undefined;
  readonly server: HttpServer;
  readonly mdns: Mdns;
  private readonly browser: Browser;
  /** Port of the HTTP server, 0 until it listens. */
  private port = 0;
  private advertisement: Advertisement | undefined;
  private probing: Timer;

  /** Opens the node's files and starts it. Throws FilesError where they cannot be opened. */
  constructor(ports: Ports, options: NodeOptions) {
    const { clock, timers, random, files, streams } = ports;
    this.ports = ports;
    eraseIfAsked(files);
    this.file = new ConfigFile(files, random, options.start ?? {});
    if (options.change !== undefined) this.file.change(options.change);
    const { config } = this.file;
    this.store = new Store(ports, options.room ?? USUAL_ROOM);
    this.store.seed(SEED_VERSION, () => makeSeeds(this.store.blobs));
    this.player = new Player(this.store, this.file, ports);
    this.blinker = new Blinker(this.player, timers);
    this.page = options.page;
    this.host = new NodeHost(options, timers, () => this.server.counters);
    this.events = new Events(this);
    this.uploads = new Uploads({ ...ports, store: this.store, leds: config.leds });
    this.peers = new Peers(files, clock);
    this.history = new History(files, ports.digest);
    this.client = new HttpClient({ streams, timers });
    const parts = { store: this.store, config, peers: this.peers, history: this.history, clock };
    this.answering = new Answering(parts);
    const transport = new HttpTransport(this.client);
    this.signal = new SignalGauge(ports.signal);
    this.synchronizer = new Synchronizer({ ...parts, transport, timers, random });
    this.clock = new ShowClock({ clock, show: drawShow(random) });
    this.clock.isPlaying = () => this.player.mode !== MODE.idle;
    const pulse = new Pulse(timers);
    this.group = new Group({
      ports,
      pulse,
      ...parts,
      synchronizer: this.synchronizer,
      clock: this.clock,
      httpPort: () => this.port,
      isIdle: () => this.player.mode === MODE.idle,
      health: () => healthBits(this.battery?.charge ?? 0, this.signal.level),
    });
    this.show = new Show({
      ports,
      clock: this.clock,
      group: this.group,
      store: this.store,
      player: this.player,
      file: this.file,
    });
    this.store.onChange = (entry) => {
      this.group.storeChanged();
      this.show.storeChanged(entry);
      if (entry.kind === "setting") this.light?.settingsChanged();
      else this.light?.changed();
    };
    if (ports.battery !== undefined) this.battery = new BatteryGauge(ports.battery, timers);
    this.light = this.makeLight();
    const hostName = `povpoi-${config.deviceId.slice(-4)}`;
    this.mdns = new Mdns(ports, { hostName, pulse });
    const onNetworkChange = (): void => this.mdns.checkNetwork();
    const { wifi } = ports;
    if (wifi !== undefined)
      this.wifi = new WifiLink({ ports, wifi, deviceId: config.deviceId, hostName, onNetworkChange });
    this.browser = this.mdns.browse(SERVICE_TYPE, {
      onFound: (service) => this.found(service),
      onUpdate: (service) => this.found(service),
      onLost: (service) => this.lost(service),
      heardMs: (service) => this.heardMs(service),
    });
    this.server = new HttpServer({
      streams,
      timers,
      port: options.port,
      handler: new HttpRouter<ApiContext>(this, ROUTES, API_NAMES),
      policy: ORIGIN_POLICY,
      ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
      onListening: (port) => this.listening(port, options),
      onError: (message) => options.onError?.(message),
    });
    this.synchronizer.start();
    this.probing = timers.after(PROBE_MS, () => this.probe());
  }

  /** Says goodbye to the network and ends all work. */
  stop(): void {
    this.probing.cancel();
    this.synchronizer.stop();
    this.group.stop();
    this.show.stop();
    this.mdns.stop();
    this.wifi?.stop();
    this.events.stop();
    this.blinker.stop();
    this.player.stop();
    this.light?.stop();
    this.battery?.stop();
    this.host.stop();
    this.server.close();
    this.client.close();
    this.store.close();
    this.history.close();
  }

  /** The light of a node that has a strip. */
  private makeLight(): Light | undefined {
    const { ports, clock, store, player, file, battery, group } = this;
    const { strip } = ports;
    if (strip === undefined) return undefined;
    const settings = () => lightSettings(store);
    const { config } = file;
    const light = new Light({ strip, ports, clock, store, player, config, battery, settings });
    if (battery !== undefined) battery.onTier = light.changed;
    player.onChange = light.changed;
    group.onLevel = (level) => light.hear(level);
    file.onChange = light.changed;
    const { onLine } = clock;
    clock.onLine = () => {
      onLine();
      light.clockChanged();
    };
    return light;
  }

  discover(): void {
    this.browser.refresh();
  }

  configChanged(): void {
    const { deviceName } = this.file.config;
    this.advertisement?.update({ name: deviceName, txt: this.txt() });
    this.synchronizer.schedule();
    this.group.configChanged();
  }

  private listening(port: number, options: NodeOptions): void {
    this.advertisement = this.mdns.advertise({
      name: this.file.config.deviceName,
      type: SERVICE_TYPE,
      port,
      txt: this.txt(),
    });
    this.port = port;
    this.group.start();
    options.onListening?.(port);
  }

  private txt(): Record<string, string> {
    const { deviceId, deviceName, groups } = this.file.config;
    return { deviceId: showDeviceId(deviceId), deviceName, group: groups.join(","), version: VERSION };
  }

  /** What discovery says is a hint: a sync with the peer shows whether it is true. */
  private found(service: MdnsService): void {
    const deviceId = parseDeviceId(txtText(service.txt, "deviceId") ?? "");
    const address = service.addresses[0];
    if (deviceId === undefined || deviceId === this.file.config.deviceId || address === undefined) return;
    this.peers.hear(deviceId, {
      name: (txtText(service.txt, "deviceName") ?? service.name).slice(0, 63),
      groups: (txtText(service.txt, "group") ?? "").split(",").slice(0, 4),
      address,
      port: service.port,
      advertised: true,
    });
  }

  /** Whose beacons are heard is there, and is what multicast DNS told before. */
  private heardMs({ txt, port, addresses }: Readonly<CachedService>): number {
    const deviceId = parseDeviceId(txtText(txt!, "deviceId") ?? "");
    if (deviceId === undefined) return -1;
    return this.group.lastHeardUs(deviceId, addresses[0]!.address, port) / 1000;
  }

  private lost(service: MdnsService): void {
    const deviceId = parseDeviceId(txtText(service.txt, "deviceId") ?? "");
    // A renamed poi is there under its new name before the old one is gone.
    if (deviceId !== undefined) this.peers.lose(deviceId, txtText(service.txt, "deviceName"));
  }

  /** Looks after peers that discovery cannot see. */
  private probe(): void {
    this.probing = this.ports.timers.after(PROBE_MS, () => this.probe());
    this.answering.endIdle();
    const now = this.ports.clock.localUs();
    for (const peer of this.peers.all()) {
      if (!peer.manual || peer.advertised) continue;
      if (peer.lastSeenUs !== undefined && now - peer.lastSeenUs < OFFLINE_AFTER_US / 4) continue;
      introduce(
        this,
        peer,
        () => {},
        () => {},
      );
    }
  }
}

/** A show of a node's own, until it meets an older one. */
function drawShow(random: Random): number {
  const bytes = new Uint8Array(4);
  random.fill(bytes);
  return new DataView(bytes.buffer).getUint32(0);
}
