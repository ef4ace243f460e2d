import { type LocalConfig, MAX_GROUP_NAME_BYTES, MAX_GROUPS } from "../store/local-config.ts";
import { checkTitle, refuse, show } from "./checks.ts";

/**
 * The groups that a request asks for. `syncGroup` is one name, `syncGroups` up to four. Who sends back all that he was
 * shown, with one of both changed, means that one.
 */
export function checkGroups(config: LocalConfig, group: unknown, groups: unknown): string[] | undefined {
  const one = group === undefined ? undefined : [checkGroup(group)];
  if (groups === undefined) return one;
  if (!Array.isArray(groups) || groups.length === 0 || groups.length > MAX_GROUPS) {
    const got = Array.isArray(groups) ? `${groups.length}` : show(groups);
    refuse(
      `syncGroups must be a list of 1 to ${MAX_GROUPS} names, got ${got}.`,
      'Send something like ["pair"].',
    );
  }
  const list = tidyGroups(groups.map(checkGroup));
  if (one === undefined || one[0] === list[0]) return list;
  if (one[0] === config.groups[0]) return list;
  if (list.join() === config.groups.join()) return one;
  refuse(`syncGroup must be the first of syncGroups, got ${show(group)}.`, "Send one of both.");
}

/** A group's name; empty for none. */
function checkGroup(name: unknown): string {
  if (typeof name === "string" && name.trim() === "") return "";
  const group = checkTitle("syncGroup", name, MAX_GROUP_NAME_BYTES);
  if (group.includes(",")) refuse(`A group's name has no commas, got ${show(name)}.`, "Choose another one.");
  return group;
}

/** Each once, and "no group" only where there is no other. */
function tidyGroups(groups: readonly string[]): string[] {
  const named = groups.filter((name, i) => name !== "" && groups.indexOf(name) === i);
  return named.length === 0 ? [""] : named;
}
