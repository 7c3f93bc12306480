import type { z } from 'zod';
import type { App } from '#src/app.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Registry } from './registry.ts';
import type { Reply } from './reply.ts';

/** What somebody may do; each role holds the ones before it. */
export const ROLES = ['viewer', 'trader', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Who speaks. `actor` is what the ledger writes: `user:terminal`. A stranger has no role. */
export interface User {
  readonly actor: string;
  readonly role: Role | undefined;
}

/** Somebody on a chat platform, known or not. */
export interface Speaker {
  readonly platform: string;
  /** The platform's own numeric id. */
  readonly userId: string;
  /** Cleaned; for display alone. */
  readonly name: string;
  readonly chatTitle: string;
  /** A code was wrong: too many of these and nobody listens for a while. */
  refused(what: 'pairing' | 'step', reason: string): void;
}

export interface Context {
  readonly app: App;
  readonly commands: Registry;
  readonly user: User;
  readonly now: Instant;
  /** Name of the channel: `terminal`, `telegram:-100123`. */
  readonly channel: string;
  /** Nobody else reads along. */
  readonly isPrivate: boolean;
  /** Undefined at the machine. */
  readonly speaker?: Speaker | undefined;
  /** The price at which a proposal was shown to whoever tapped its button, decimal text; undefined for what was typed. */
  readonly shownPrice?: string | undefined;
  /** Shows a part of the answer while the rest is still to come, where the platform can. */
  readonly progress?: ((reply: Reply) => void) | undefined;
}

/** One thing that can be said to Heron, on every platform. Menus, help, usage and the README's table come from it. */
export interface Command<Args extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** A sentence without a full stop, for menus and help. */
  readonly summary: string;
  readonly role: Role;
  /** Keys in the order in which they are typed. Use the schemas of `argument.ts`, so that they can be completed. */
  readonly args: Args;
  /** The last argument takes everything that is left of the line. */
  readonly rest?: boolean;
  /** Saying it twice does what saying it once does: it is run again when nobody knows whether it was run before a crash. */
  readonly repeatable?: boolean;
  /** Works for whoever is known, also for somebody who is locked out or says too much at once, and from a button that has expired. */
  readonly panic?: true;
  /** Whether it raises no risk with these arguments, so that it works from a chat while Heron is locked down; what only reads always does. */
  inLockdown?(args: z.infer<Args>): boolean;
  /** It decides itself whom it admits, strangers too. */
  readonly open?: true;
  /** In a group only the one who asked may see the answer. */
  readonly discreet?: true;
  /** Its answer is one message in each chat, which is edited instead of repeated. */
  readonly live?: true;
  /** Names that other bots taught, with the arguments that they stand for (mostly none). */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Whole lines, the simplest first. */
  readonly examples: readonly string[];
  /** An owner's command needs a second step when it comes from a chat platform, but not with these arguments: they only show or ask something. */
  oneStep?(args: z.infer<Args>): boolean;
  run(context: Context, args: z.infer<Args>): Reply | Promise<Reply>;
}

/** Declares a command with its own arguments; in the registry they are all of one type. */
export const command = <Args extends z.ZodObject>(one: Command<Args>): Command => one;

/** The one authorizer: for what is typed, tapped or chosen from a menu. */
export const mayRun = (role: Role | undefined, needed: Role): boolean => role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed);
