import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { COST } from '#src/vault/derivedKeys.ts';

type Derived = (error: Error | null, key: Buffer) => void;

const real = crypto.scrypt;
/** The least that scrypt can be asked for. */
const LEAST = { N: 2, r: 1, p: 1 } as const;

/**
 * From now on this process derives a vault's keys at once, as a far faster machine would: a third of a second for each vault that is opened adds up. A key
 * still follows from the vault's key and the salt, and only for the cost of production: whoever asks for less gets nothing.
 */
export const beCheap = (): void => put(cheap as typeof real);

/** From now on it derives them at their cost again. */
export const beDear = (): void => put(real);

function cheap(key: BinaryLike, salt: BinaryLike, length: number, options: ScryptOptions, done: Derived): void {
  const { N, r, p } = options;
  if (N !== COST.n || r !== COST.r || p !== COST.p) throw new Error(`scrypt was asked for another cost: ${JSON.stringify({ N, r, p })}`);
  real(key, salt, length, LEAST, done);
}

function put(scrypt: typeof real): void {
  crypto.scrypt = scrypt;
  syncBuiltinESMExports();
}
