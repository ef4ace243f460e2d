import type { Kind } from "../store/item.ts";
import { type Places, placesOf } from "../store/slots.ts";
import type { Store } from "../store/store.ts";

/** Gives places to several new items of a kind before any of them is stored. */
export class FreePlaces {
  private readonly store: Store;
  private readonly kind: Kind;
  private places: Places | undefined;
  /** Places given so far, by id. */
  private readonly given = new Map<string, number>();

  constructor(store: Store, kind: Kind) {
    this.store = store;
    this.kind = kind;
  }

  /** How many new items there will be. */
  get taken(): number {
    return this.given.size;
  }

  /** Id of the item that has an index now. */
  holder(index: number): string | undefined {
    return this.held().at(index)?.id;
  }

  /** The place for a new item: `wanted` where it is free, else the lowest free one. The same id keeps its place. */
  take(id: string, wanted: number | undefined): number {
    const before = this.given.get(id);
    if (before !== undefined) return before;
    let place = 0;
    if (wanted !== undefined && this.isFree(wanted)) place = wanted;
    else while (!this.isFree(place)) place++;
    this.given.set(id, place);
    return place;
  }

  private isFree(place: number): boolean {
    if (this.held().at(place) !== undefined) return false;
    for (const other of this.given.values()) if (other === place) return false;
    return true;
  }

  private held(): Places {
    this.places ??= placesOf(this.store, this.kind);
    return this.places;
  }
}
