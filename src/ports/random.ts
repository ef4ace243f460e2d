/** A source of random bytes good enough for keys and identities: the hardware's on the device, seeded in the simulator. */
export interface Random {
  /** Fills the whole view. */
  fill(bytes: Uint8Array): void;
}
