import { CannotStart } from '#src/domain/errors.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** An own address instead of the venue's: https anywhere, http on this machine only. Throws CannotStart('venue-url'). */
export function ownAddress(text: string): URL {
  const wrong = (why: string) =>
    new CannotStart(
      'venue-url',
      `venue.url is ${why}.`,
      'Write https://host, or http://127.0.0.1:port for a server on this machine, or leave it out.',
    );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('not an address');
  }
  if (url.username !== '' || url.password !== '') throw wrong('an address with a name or password in it');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong('neither https nor http');
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw wrong('http on another machine: keys and orders would travel unprotected');
  return url;
}

/** Every address in ccxt's tree of them, pointed at another host; paths stay. */
export function redirected(tree: unknown, to: URL): unknown {
  if (typeof tree === 'string') {
    const isSocket = /^wss?:/.test(tree);
    const scheme = isSocket ? (to.protocol === 'https:' ? 'wss:' : 'ws:') : to.protocol;
    return tree.replace(/^[a-z]+:\/\/[^/]+/, `${scheme}//${to.host}`);
  }
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, redirected(branch, to)]));
}

/** From an address at another host back to the venue's own one that it stands for; ccxt chooses some tables of errors by the address. */
export function homeward(tree: unknown, to: URL): (url: string) => string {
  const homes = stringsIn(tree)
    .map((home): [string, string] => [String(redirected(home, to)), home])
    .sort(([a], [b]) => b.length - a.length);
  return (url) => {
    const [away = '', home = ''] = homes.find(([prefix]) => url.startsWith(prefix)) ?? [];
    return home + url.slice(away.length);
  };
}

const stringsIn = (tree: unknown): string[] =>
  typeof tree === 'string' ? [tree] : typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(stringsIn) : [];
