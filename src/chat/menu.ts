import { mayRun, type Role } from './command.ts';
import type { Registry } from './registry.ts';

/** Limits of Telegram's menus. */
const LONGEST_SUMMARY = 256;
const MOST = 100;

export interface MenuEntry {
  readonly name: string;
  readonly summary: string;
}

/** What somebody with this role is offered, in the order of the registry; a stranger only sees what lets them in. */
export const menuFor = (commands: Registry, role: Role | undefined): MenuEntry[] =>
  commands.all
    .filter((one) => (role === undefined ? one.open === true : mayRun(role, one.role)))
    .slice(0, MOST)
    .map(({ name, summary }) => ({ name, summary: summary.slice(0, LONGEST_SUMMARY) }));
