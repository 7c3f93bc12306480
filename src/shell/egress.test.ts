import { createServer } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { domainsOf, guardEgress, testEgress } from './egress.ts';

let end: (() => void) | undefined;
afterEach(() => end?.());

/** The code with which a connection fails, however it was opened. */
const failing = (open: () => { once(event: 'error', heard: (error: NodeJS.ErrnoException) => void): unknown }): Promise<string> =>
  new Promise((done) => open().once('error', (error) => done(error.code ?? error.message)));

const codeOf = (error: unknown): unknown => (error as { cause?: { code?: unknown } }).cause?.code;

describe('the guard of what leaves this process (SEC-33)', () => {
  it('refuses every way to a host that is not on the list, before its name is looked up', async () => {
    end = guardEgress(['binance.com']);
    expect(await failing(() => net.connect({ host: 'evil.invalid', port: 443 }))).toBe('EGRESS');
    expect(await failing(() => net.connect(443, 'evil.invalid'))).toBe('EGRESS');
    expect(await failing(() => tls.connect({ host: 'evil.invalid', port: 443 }))).toBe('EGRESS');
    expect(await failing(() => https.get('https://evil.invalid/'))).toBe('EGRESS');
    expect(await fetch('https://evil.invalid/').catch(codeOf)).toBe('EGRESS');
    expect(await failing(() => net.connect({ host: '203.0.113.7', port: 443 }))).toBe('EGRESS');
  });

  it('takes no host for one of the list that only looks like it', async () => {
    end = guardEgress(['binance.com']);
    for (const host of ['binance.com.evil.invalid', 'notbinance.com', 'evil.invalid#binance.com'])
      expect(await failing(() => net.connect({ host, port: 443 })), host).toBe('EGRESS');
  });

  it('lets this machine be reached, and hosts within the domains', async () => {
    const server = createServer((_, response) => response.end('here'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    end = guardEgress(['nowhere.invalid']);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here');
    // It may be asked for, so that it is the name server that does not know it.
    expect(await failing(() => net.connect({ host: 'api.nowhere.invalid', port: 443 }))).not.toBe('EGRESS');
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('does not follow a redirect out of the list', async () => {
    const server = createServer((_, response) => response.writeHead(302, { location: 'https://evil.invalid/' }).end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    end = guardEgress([]);
    expect(await fetch(`http://127.0.0.1:${port}/`).catch(codeOf)).toBe('EGRESS');
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('is found missing by its own test, and found to be passed by with a proxy', async () => {
    expect(await testEgress([], {})).toMatchObject({ ok: false });
    end = guardEgress(['kraken.com']);
    expect(await testEgress(['kraken.com'], {})).toEqual({ ok: true, figure: 'only kraken.com' });
    expect(await testEgress(['kraken.com'], { https_proxy: 'http://127.0.0.1:1' })).toMatchObject({
      ok: false,
      figure: 'a proxy stands in HTTPS_PROXY',
    });
  });
});

describe('the domains of a Heron', () => {
  it('are those of its venue, and of the platforms and the model that are switched on', () => {
    const of = (...sets: string[]): string[] => domainsOf(loadSettings({ env: {}, sets }).values);
    expect(of()).toEqual([]);
    expect(of('feed.source=krakenfutures')).toEqual(['kraken.com']);
    expect(of('feed.source=kraken', 'venue.url=https://mine.example/x')).toEqual(['kraken.com', 'mine.example']);
    const all = of('telegram.token=a', 'discord.token=b', 'model.name=m', 'model.baseUrl=https://llm.example/v1');
    expect(all).toEqual(expect.arrayContaining(['api.telegram.org', 'discord.com', 'discord.gg', 'llm.example']));
  });
});
