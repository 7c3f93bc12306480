import { snowflake } from './snowflake.ts';

/** Somebody on Discord; the bot is one too. */
export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
  /** Roles in the home guild. */
  readonly roles: readonly string[];
}

export const newUser = (name: string, roles: readonly string[] = [], bot = false): FakeUser => ({ id: snowflake(), name, bot, roles });

/** As the wire has it (docs, "User Object"). */
export const userJson = ({ id, name, bot }: FakeUser): object => ({
  id,
  username: name.toLowerCase().replace(/[^a-z0-9_.]/g, '') || 'somebody',
  discriminator: '0',
  global_name: name,
  avatar: null,
  ...(bot && { bot: true }),
});
