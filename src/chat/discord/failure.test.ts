import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';

const SECRET = 'MTA0.secret-token';
const URL = `https://discord.com/api/v10/webhooks/1/${SECRET}`;
const refused = (status: number, code: number): Error =>
  new DiscordAPIError({ code, message: `no ${SECRET}` }, code, status, 'POST', URL, { files: [], body: { token: SECRET } });

describe('failureOf', () => {
  it('tells what to do from what happened', () => {
    expect(failureOf(refused(401, 0))).toMatchObject({ kind: 'token' });
    expect(failureOf(refused(403, 50_013))).toMatchObject({ kind: 'refused', code: 50_013 });
    // An interaction's token that is too old is answered with 401, too: the bot's own token is as good as before.
    expect(failureOf(refused(401, 50_027))).toMatchObject({ kind: 'refused', code: 50_027 });
    expect(failureOf(new HTTPError(502, SECRET, 'POST', URL, {}))).toMatchObject({ kind: 'unreachable' });
    expect(failureOf(Object.assign(new Error(`connect ${URL}`), { code: 'ECONNREFUSED' }))).toMatchObject({ kind: 'unreachable' });
    expect(failureOf(undefined)).toMatchObject({ kind: 'unreachable' });
  });

  it('knows how long to wait', () => {
    const limit = { timeToReset: 0, limit: 5, method: 'POST', hash: 'h', url: URL, route: '/channels/:id/messages', majorParameter: '1' };
    const error = new RateLimitError({ ...limit, global: false, retryAfter: 2_345, sublimitTimeout: 0, scope: 'user' });
    expect(failureOf(error)).toMatchObject({ kind: 'wait', retryAfterMs: 2_345, message: 'Discord asked to wait 2.3 s' });
  });

  it('never says a token or an address', () => {
    for (const error of [
      refused(400, 50_035),
      refused(403, 99),
      new HTTPError(500, URL, 'GET', URL, {}),
      new Error(URL),
      refused(401, 0),
    ]) {
      const failure = failureOf(error);
      const said = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`;
      expect(said).not.toContain(SECRET);
      expect(said).not.toContain('discord.com');
    }
  });
});
