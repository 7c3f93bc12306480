import { describe, expect, it } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { KeyServer, type KeyServerOptions } from '#test/fakes/model/keyServer.ts';
import { tryModelKey } from './keyTrial.ts';

const KEY = 'sk-made-up-2f8c1b7e9d4a6035';

async function tried(options: Partial<KeyServerOptions>, token = KEY, page = '/models') {
  await using server = await KeyServer.open({ key: KEY, ...options });
  const found = await tryModelKey({ token, baseUrl: server.url, page, wall: systemClock() });
  return { ...found, asked: server.asked };
}

describe('a key of a model', () => {
  it('is accepted by the server that knows it, which is asked once, with the key and for the page alone', async () => {
    const { result, text, asked } = await tried({});
    expect({ result, text }).toEqual({ result: 'accepted', text: '127.0.0.1 accepts the key.' });
    expect(asked).toEqual([{ path: '/v1/models', authorization: `Bearer ${KEY}` }]);
    expect((await tried({ pages: ['/v1/key'] }, KEY, '/key')).result).toBe('accepted');
  });

  it('is refused where the server refuses it, and its words about the key are not repeated', async () => {
    const { result, text } = await tried({}, 'sk-another-0000000000');
    expect(result).toBe('refused');
    expect(text).not.toContain('sk-');
  });

  it('is neither where the server says nothing about keys: no such page, an error, a page for people, another address, no answer', async () => {
    const answers: Partial<KeyServerOptions>[] = [
      { pages: [] },
      { answer: (_, response) => response.writeHead(503).end('busy') },
      { answer: (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to this network</html>') },
      { answer: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/steal' }).end() },
      { answer: (request) => request.socket.destroy() },
    ];
    for (const one of answers) {
      const { result, text, asked } = await tried(one);
      expect(result).toBe('unclear');
      expect(text).toMatch(/^127\.0\.0\.1 .*\.$/);
      expect(text).not.toContain(KEY);
      expect(asked).toHaveLength(1);
    }
  });

  it('is not sent at all where there is none', async () => {
    const { result, asked } = await tried({ key: '' }, '');
    expect(result).toBe('accepted');
    expect(asked[0]?.authorization).toBeUndefined();
  });
});
