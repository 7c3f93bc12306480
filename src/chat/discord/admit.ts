import type { Command, Role } from '#src/chat/command.ts';

/** What an interaction says about where it comes from and who it is, read from the interaction itself. */
export interface Origin {
  /** Undefined in a private chat. */
  readonly guildId: string | undefined;
  readonly userId: string;
  /** Roles of the member in that guild. */
  readonly roles: readonly string[];
}

/** Which server, and which role of it; an empty guild admits no server, an empty role asks for none. */
export interface Rules {
  readonly guild: string;
  readonly role: string;
}

/**
 * Which rule of this platform somebody does not meet, in words; undefined when all is well. What they may do beyond that is the authorizer's business. What is
 * open to strangers passes in private; what stops everything passes everywhere, from whoever is known.
 */
export function barredBy(
  { guildId, roles }: Origin,
  { guild, role }: Rules,
  known: Role | undefined,
  command: Pick<Command, 'open' | 'panic'> | undefined,
): string | undefined {
  if (known !== undefined && command?.panic === true) return undefined;
  if (guildId === undefined) {
    if (known === 'owner' || command?.open === true) return undefined;
    return 'in private, Heron takes commands from owners alone; everybody else speaks to it in its server';
  }
  if (guild === '') return 'Heron was given no server to listen in (setting discord.guild)';
  if (guildId !== guild) return 'Heron listens in one server alone, and this is another one';
  if (role !== '' && !roles.includes(role)) return 'the role that Heron asks for in this server is missing';
  return undefined;
}
