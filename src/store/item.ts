/**
 * What a node knows, in items. The problem: poi are edited while they cannot see one another, by people who expect that both
 * edits survive. The idea: dotted version vector sets (Preguiça et al., "Dotted Version Vectors", 2010; Almeida et al.,
 * "Scalable and Accurate Causality Tracking for Eventually Consistent Stores", 2014). An item holds the versions that nobody
 * has superseded, and one version vector, its context, that counts every edit it has ever seen. A version whose dot the
 * other side's context covers, but which the other side no longer holds, was superseded there. Clocks decide nothing.
 */
import type { VersionVector } from "./version-vector.ts";

/** The kinds of items. Their order is their code on the wire and on disk: append only. */
export const KINDS = Object.freeze(["image", "pattern", "sequence", "setting"] as const);
export type Kind = (typeof KINDS)[number];

/** Values that a body may hold. Numbers are finite. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Body = { readonly [key: string]: Value };

/** One edit of an item. */
export interface Version {
  /** Who made the edit: 12 hex digits. With `counter`, its dot. */
  readonly replica: string;
  /** Grows with each edit of this item by that replica, from 1. */
  readonly counter: number;
  /** Hybrid logical clock stamp (hybrid-clock.ts): orders siblings, is shown to people, never decides causality. */
  readonly stamp: number;
  /** A tombstone: the edit deleted the item. Its body is empty and it has no blob. */
  readonly deleted: boolean;
  readonly body: Body;
  /** SHA-256 of the bulk content (64 hex digits): pixels of an image, steps of a sequence. */
  readonly blob: string | undefined;
}

/** All that is known of one item. Never changed in place. */
export interface Item {
  readonly kind: Kind;
  readonly id: string;
  /** Every edit ever seen of this item, as the highest counter of each replica. Covers the dots of all versions. */
  readonly context: VersionVector;
  /** The versions that nothing superseded, the winner first. More than one is a conflict. Never empty. */
  readonly versions: readonly Version[];
}

/** Most concurrent versions of one item; a further one becomes an item of its own (merge.ts). */
export const MAX_VERSIONS = 10;
/** Longest id that a user or a node gives. */
export const MAX_GIVEN_ID_LENGTH = 32;
/** Longest id: 32 characters more where a version had to become an item of its own. */
export const MAX_ID_LENGTH = 64;
/** Longest encoded body (packed-value.ts). Anything larger goes into a blob. */
export const MAX_BODY_BYTES = 480;

/** The replica of content that every node is born with: equal everywhere, so that it never conflicts with itself. */
export const FACTORY_REPLICA = "000000000000";

/** Whether `text` may be an item's id: lower-case letters, digits, "-", and "~" before a dot in a split-off version. */
export function isItemId(text: string): boolean {
  if (text.length === 0 || text.length > MAX_ID_LENGTH) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const letterOrDigit = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (!letterOrDigit && code !== 45 && code !== 126) return false;
  }
  return true;
}

/** The order of siblings, the same on every node: the later stamp wins, then the greater replica, then the greater counter. */
export function compareVersions(a: Version, b: Version): number {
  if (a.stamp !== b.stamp) return a.stamp > b.stamp ? -1 : 1;
  if (a.replica !== b.replica) return a.replica > b.replica ? -1 : 1;
  return b.counter - a.counter;
}

/** The version that every node plays. */
export function winner(item: Item): Version {
  return item.versions[0]!;
}
