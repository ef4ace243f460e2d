/** A UDP socket of the platform, bound to all interfaces; see udp-socket.c. */
export class UdpSocket extends Native("poi_udp_destructor") {
  /**
   * Throws where the port cannot be had. `shared` lets other sockets of this machine have it as well; `groupHops` is how many
   * routers multicast may pass, and one.
   */
  constructor(port: number, shared: boolean, groupHops: number) {
    super();
    this.bind(port, shared, groupHops);
  }

  get port(): number {
    return native("poi_udp_get_port").call(this);
  }

  /** Who sent what `receive` returned last. */
  get address(): string {
    return native("poi_udp_get_address").call(this);
  }

  get senderPort(): number {
    return native("poi_udp_get_senderPort").call(this);
  }

  join(group: string, interfaceAddress: string): boolean {
    return native("poi_udp_join").call(this, group, interfaceAddress);
  }

  /** False where the datagram did not leave. A multicast one leaves by the interface of that address. */
  send(bytes: Uint8Array, address: string, port: number, interfaceAddress: string | undefined): boolean {
    return native("poi_udp_send").call(this, bytes, address, port, interfaceAddress);
  }

  /** The next datagram that has arrived. */
  receive(): ArrayBuffer | undefined {
    return native("poi_udp_receive").call(this);
  }

  close(): void {
    native("poi_udp_close").call(this);
  }

  /** Datagrams wait. */
  onReadable(): void {}

  private bind(port: number, shared: boolean, groupHops: number): void {
    native("poi_udp_constructor").call(this, port, shared, groupHops);
  }
}
