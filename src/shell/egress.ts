import net from 'node:net';
import type { Settings } from '#src/config/settings.ts';
import type { VenueId } from '#src/domain/venue.ts';

/** The domains of each venue, with its testnet: hosts within them are what ccxt 4.5.84 has in `urls` (src/<id>.js, src/pro/<id>.js). */
const VENUE_DOMAINS: Readonly<Record<VenueId, readonly string[]>> = {
  binance: ['binance.com', 'binance.vision'],
  binanceusdm: ['binance.com', 'binancefuture.com'],
  kraken: ['kraken.com'],
  krakenfutures: ['kraken.com'],
  kucoin: ['kucoin.com'],
  delta: ['delta.exchange'],
  luno: ['luno.com'],
  bybit: ['bybit.com'],
  okx: ['okx.com'],
  hyperliquid: ['hyperliquid.xyz', 'hyperliquid-testnet.xyz'],
  valr: ['valr.com'],
};
/** discord.com answers calls; gateways and pictures are at the others. */
const DISCORD_DOMAINS = ['discord.com', 'discord.gg', 'discordapp.com'];
const HERE = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/;
const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
/** A host that nobody has (RFC 6761). */
const NOWHERE = 'egress-test.invalid';

const CODE = 'EGRESS';

/** The domains that a Heron with these settings may reach (SEC-33): its venue, its chat platforms, its model. */
export function domainsOf({ feed, venue, telegram, discord, model }: Settings): string[] {
  const hostOf = (url: string): string => new URL(url).hostname;
  return [
    ...(feed.source === 'simulated' ? [] : VENUE_DOMAINS[feed.source]),
    ...(venue.url === '' ? [] : [hostOf(venue.url)]),
    ...(telegram.token === '' ? [] : [hostOf(telegram.apiRoot)]),
    ...(discord.token === '' ? [] : [...DISCORD_DOMAINS, hostOf(discord.api)]),
    ...(model.name === '' ? [] : [hostOf(model.baseUrl)]),
  ];
}

/**
 * From here on every connection of this process, whichever library opens it, goes to one of these domains or to this machine; any other is refused before
 * its name is looked up. Returns what ends it.
 */
export function guardEgress(domains: readonly string[]): () => void {
  const { prototype } = net.Socket;
  const original = prototype.connect;
  const guarded = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const host = hostOf(args);
    if (host === undefined || isAllowed(host, domains)) return Reflect.apply(original, this, args) as net.Socket;
    const refused = Object.assign(new Error(`connections to ${host} are not allowed`), { code: CODE });
    // As a refused connection comes: later, so that whoever opens it can listen.
    process.nextTick(() => this.destroy(refused));
    return this;
  };
  prototype.connect = guarded as typeof prototype.connect;
  return () => {
    if (prototype.connect === (guarded as typeof prototype.connect)) prototype.connect = original;
  };
}

/** The forms in which Socket.connect is called: options, a list around them (net and tls themselves), port and host, or a path. Undefined for a path. */
function hostOf(args: readonly unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined;
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { host?: unknown; path?: unknown };
    if (typeof path === 'string' && host == null) return undefined;
    return typeof host === 'string' ? host : 'localhost';
  }
  return typeof args[1] === 'string' ? args[1] : 'localhost';
}

const isAllowed = (host: string, domains: readonly string[]): boolean =>
  HERE.test(host) || domains.some((domain) => host.toLowerCase() === domain || host.toLowerCase().endsWith(`.${domain}`));

/** Tries to reach a host that is not allowed, and says what stopped it; a proxy in the environment would be a way around. Never rejects. */
export async function testEgress(domains: readonly string[], env: NodeJS.ProcessEnv): Promise<{ ok: boolean; figure: string }> {
  const proxies = PROXIES.filter((name) => env[name] || env[name.toLowerCase()]);
  const code = await new Promise<string>((done) => {
    const socket = net.connect({ host: NOWHERE, port: 443 });
    socket.once('connect', () => {
      socket.destroy();
      done('it was reached');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
  if (code !== CODE) return { ok: false, figure: `a foreign host was not refused here (${code})` };
  if (proxies.length > 0) return { ok: false, figure: `a proxy stands in ${proxies.join(', ')}` };
  return { ok: true, figure: `only ${domains.length === 0 ? 'this machine' : domains.join(', ')}` };
}
