import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';

/**
 * Why a request to Discord had no effect, or none that is known. The sentence is Heron's own: what the library says holds addresses, and the token of an
 * interaction is part of an address.
 */
export class DiscordFailure extends Error {
  /** `wait`: too many requests. `refused`: Discord said no and will say it again. `token`: the bot's token opens nothing. `unreachable`: no answer, or none of Discord's. */
  readonly kind: 'wait' | 'refused' | 'token' | 'unreachable';
  /** Discord's own number (docs, "JSON Error Codes"); 0 without one. */
  readonly code: number;
  readonly retryAfterMs: number;

  constructor(
    kind: DiscordFailure['kind'],
    message: string,
    { code = 0, retryAfterMs = 0 }: { code?: number; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.name = 'DiscordFailure';
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Codes that Heron acts upon (docs, "JSON Error Codes"). */
export const CODES = {
  unknownChannel: 10_003,
  unknownMessage: 10_008,
  unknownInteraction: 10_062,
  tooLarge: 40_005,
  alreadyAcknowledged: 40_060,
  missingAccess: 50_001,
  missingPermissions: 50_013,
  wrongChannelType: 50_024,
  invalidForm: 50_035,
  threadArchived: 50_083,
  threadExists: 160_004,
} as const;

const WORDS: Readonly<Record<number, string>> = {
  10003: 'the channel is gone',
  10004: 'the server is not there, or the bot was not invited to it',
  10008: 'the message is gone',
  10013: 'there is no such user',
  10015: 'the time to answer is over',
  10062: 'the time to answer is over',
  40005: 'the message is too large',
  40060: 'it was acknowledged before',
  50001: 'the bot may not see this channel',
  50007: 'this person takes no messages from the bot',
  50013: 'the bot lacks a permission in this channel',
  50027: 'the time to answer is over',
  50035: 'a part of the message breaks its rules',
  50083: 'the thread is archived',
};

/** Every error of a request, as one that can be said and logged. */
export function failureOf(error: unknown): DiscordFailure {
  if (error instanceof DiscordFailure) return error;
  if (error instanceof RateLimitError) {
    const ms = Math.ceil(Math.max(error.retryAfter, error.sublimitTimeout, error.timeToReset, 0));
    return new DiscordFailure('wait', `Discord asked to wait ${(ms / 1_000).toFixed(1)} s`, { retryAfterMs: ms });
  }
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === 'number' && Number.isSafeInteger(error.code) ? error.code : 0;
    if (error.status === 401 && code === 0) return new DiscordFailure('token', TOKEN_WORDS);
    return new DiscordFailure(
      'refused',
      `Discord refused: ${WORDS[code] ?? 'it gave no reason that Heron knows'} (${code || error.status})`,
      { code },
    );
  }
  if (error instanceof HTTPError) return new DiscordFailure('unreachable', `Discord has a fault of its own (${error.status})`);
  return new DiscordFailure('unreachable', isTimeout(error) ? 'Discord did not answer in time' : 'Discord could not be reached');
}

export const TOKEN_WORDS = "Discord does not accept the bot's token: it was revoked or mistyped (setting discord.token)";

const isTimeout = (error: unknown): boolean => error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
