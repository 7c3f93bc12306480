import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import { authenticated, COST, type DerivedKeys, isSame, SALT_BYTES } from './derivedKeys.ts';
import type { Envelope } from './envelope.ts';
import type { KeyView } from './keyState.ts';
import { damaged, wrongKey } from './refusal.ts';

const FORMAT = 'heron-vault';
const VERSION = 1;

export interface StoredKey extends KeyView {
  readonly envelope: Envelope;
}

/** The file without its seals. Everything here can be read without the key; only envelopes hold secrets, and nothing can be changed unseen. */
export interface VaultBody {
  readonly format: typeof FORMAT;
  readonly formatVersion: typeof VERSION;
  /** 32 lower-case hex characters. */
  readonly id: string;
  readonly scrypt: { readonly n: number; readonly r: number; readonly p: number; readonly salt: string };
  /** Tells a wrong key from a changed file. */
  readonly proof: string;
  /** Counts the writes. */
  readonly serial: number;
  /** Highest version that each name ever had, so that no envelope's place is used twice. */
  readonly versions: Readonly<Record<string, number>>;
  readonly keys: readonly StoredKey[];
}

/** A body that parsed and is what was written, as far as can be said without the key. */
export interface ReadVault {
  readonly body: VaultBody;
  readonly seal: string;
}

/** A body for a new vault, or for an old one under another key. */
export function bodyOf(id: string, salt: Buffer, keys: DerivedKeys): Omit<VaultBody, 'serial' | 'versions' | 'keys'> {
  const scrypt = { ...COST, salt: salt.toString('base64') };
  return { format: FORMAT, formatVersion: VERSION, id, scrypt, proof: proofOf(id, scrypt.salt, keys) };
}

/** The text of the file: the body, a seal that needs the key, and a sum that anybody can check. */
export function textOf(body: VaultBody, keys: DerivedKeys): string {
  const seal = authenticated(canonicalJson(body), keys);
  return `${JSON.stringify({ ...body, seal, sum: sumOf(body, seal) }, undefined, 2)}\n`;
}

/** Reads the file as far as that goes without the key. Throws CannotStart when it is torn, changed, or of another format. */
export function readVault(text: string, path: string): ReadVault {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw damaged(path, 'it ends too early or is no JSON');
  }
  const { seal, sum, ...body } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Partial<VaultBody> &
    Record<string, unknown>;
  if (body.format !== FORMAT) throw damaged(path, 'it is no vault');
  if (body.formatVersion !== VERSION) throw damaged(path, `it has format ${numberIn(body.formatVersion)}, and this Heron knows ${VERSION}`);
  if (typeof seal !== 'string' || !isSummed(body, seal, sum)) throw damaged(path, 'it was torn or changed');
  // Whoever knows the form could make the sum fit; the seal is looked at when there is a key.
  if (![body.id, body.proof].every((text) => typeof text === 'string')) throw damaged(path, 'a part of it is missing');
  const whole = body as unknown as VaultBody;
  if (!isCostly(whole.scrypt)) throw damaged(path, 'its key would be too easy to guess');
  return { body: whole, seal };
}

/** Holds a vault that was read against its key. Throws the one answer to a wrong key, and another when the file was changed by hand. */
export function verify({ body, seal }: ReadVault, keys: DerivedKeys, path: string): VaultBody {
  if (!isSame(body.proof, proofOf(body.id, body.scrypt.salt, keys))) throw wrongKey();
  if (!isSame(seal, authenticated(canonicalJson(body), keys))) throw damaged(path, 'somebody changed it');
  return body;
}

const proofOf = (id: string, salt: string, keys: DerivedKeys): string => authenticated(canonicalJson(['proof', id, salt]), keys);

/** A number that no float holds (1e999) can be in a text, and Heron never wrote it. */
function isSummed(body: object, seal: string, sum: unknown): boolean {
  try {
    return sum === sumOf(body, seal);
  } catch {
    return false;
  }
}

const numberIn = (value: unknown): string => (Number.isSafeInteger(value) ? `${Number(value)}` : 'that is none');

const sumOf = (body: object, seal: string): string => sha256(canonicalJson({ body: body as Json, seal }));

/** Nobody can talk Heron into a cheaper derivation by writing so into the file. */
const isCostly = (cost: VaultBody['scrypt'] | undefined): boolean =>
  cost?.n === COST.n &&
  cost.r === COST.r &&
  cost.p === COST.p &&
  typeof cost.salt === 'string' &&
  Buffer.from(cost.salt, 'base64').length === SALT_BYTES;
