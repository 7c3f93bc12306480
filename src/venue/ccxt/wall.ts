/**
 * Lets only the named methods of an exchange through, bound to it; everything else throws, whoever asks and by whatever name: withdrawals,
 * transfers, deposit addresses and each of the hundreds of methods that ccxt makes from a venue's list of endpoints (SEC-04). Nothing can be set,
 * so nobody can switch `verbose` on, which prints keys.
 */
export function wall<Client extends object>(exchange: object, methods: readonly (keyof Client & string)[]): Client {
  const source = exchange as Record<string, unknown>;
  const open = new Map<string, unknown>([
    ['id', source.id],
    ['has', Object.freeze({ ...(source.has as object) })],
  ]);
  for (const method of methods) {
    const found = source[method];
    if (typeof found === 'function') open.set(method, found.bind(exchange));
  }
  const denied = (name: string | symbol): never => {
    throw new Error(`bug: ${String(name)} of a venue is out of reach`);
  };
  return new Proxy(Object.freeze({}) as Client, {
    get(_, name) {
      // Promises look for `then` on whatever is returned to them, and tests and loggers for symbols.
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined;
      return open.has(name) ? open.get(name) : denied(name);
    },
    has: (_, name) => typeof name === 'string' && open.has(name),
    set: (_, name) => denied(name),
    defineProperty: (_, name) => denied(name),
    getPrototypeOf: () => null,
  });
}
