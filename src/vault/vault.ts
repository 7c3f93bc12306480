import { randomBytes } from 'node:crypto';
import { type Clock, toIso } from '#src/domain/clock.ts';
import { assert, CannotStart } from '#src/domain/errors.ts';
import { type DerivedKeys, deriveKeys, forget, newSalt } from './derivedKeys.ts';
import { disclose, enclose, type Place, rewrap } from './envelope.ts';
import type { KeyFields, KeyView, Waiver } from './keyState.ts';
import { makePrivateFolder, readPrivate, replacePrivate } from './privateFile.ts';
import { damaged } from './refusal.ts';
import { logUsage, type Usage } from './usageLog.ts';
import { bodyOf, readVault, type StoredKey, textOf, type VaultBody, verify } from './vaultFile.ts';
import { weaknessOf } from './weakness.ts';
import { alone } from './writerLock.ts';

export interface VaultParts {
  /** Of the one file; its log stands beside it. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Who acts, for the log. */
  readonly who: string;
}

/** What a test found out about a key. */
export interface Tested {
  readonly state: 'test_ok' | 'test_failed';
  readonly reason: string;
  readonly warnings: readonly string[];
}

/** What a key is saved with. */
export interface Saving {
  readonly tested?: Tested | undefined;
  /** Words of a person who says that the key cannot withdraw. */
  readonly waiver?: string | undefined;
}

/** An opened vault. Secrets stay encrypted until one is read; each write reads the file again, so that two processes never undo each other. */
export class Vault {
  readonly path: string;
  readonly #parts: VaultParts;
  #keys: DerivedKeys;
  #body: VaultBody;

  private constructor(parts: VaultParts, keys: DerivedKeys, body: VaultBody) {
    this.path = parts.path;
    this.#parts = parts;
    this.#keys = keys;
    this.#body = body;
  }

  /** Makes a new vault. Throws CannotStart when there is one already or the key is too easy to guess. */
  static async create(parts: VaultParts, key: string): Promise<Vault> {
    refuseWeak(key);
    const salt = newSalt();
    const keys = await deriveKeys(key, salt);
    const body: VaultBody = { ...bodyOf(randomBytes(16).toString('hex'), salt, keys), serial: 1, versions: {}, keys: [] };
    makePrivateFolder(parts.path);
    alone(parts.path, () => {
      if (readPrivate(parts.path) !== undefined)
        throw new CannotStart('vault-exists', `There is a vault at ${parts.path} already.`, 'Open it with its own key.');
      replacePrivate(parts.path, textOf(body, keys));
    });
    const vault = new Vault(parts, keys, body);
    vault.#log('created', '', 0, '');
    return vault;
  }

  /** Opens the vault as a whole or not at all: undefined when there is none, CannotStart when key or file are wrong. */
  static async open(parts: VaultParts, key: string): Promise<Vault | undefined> {
    const text = readPrivate(parts.path);
    if (text === undefined) return undefined;
    const read = readVault(text, parts.path);
    const keys = await deriveKeys(key, Buffer.from(read.body.scrypt.salt, 'base64'));
    return new Vault(parts, keys, verify(read, keys, parts.path));
  }

  /** Every key, by name. */
  keys(): readonly KeyView[] {
    return this.#body.keys.map(({ envelope: _, ...view }) => view);
  }

  key(name: string): KeyView | undefined {
    return this.keys().find((one) => one.name === name);
  }

  /** The secrets of a key, for a purpose that is logged first; undefined when there is none. */
  read(name: string, purpose: string): KeyFields | undefined {
    const stored = this.#stored(name);
    if (stored === undefined) return undefined;
    this.#log('used', name, stored.version, purpose);
    return this.#disclosed(stored);
  }

  /** The last four characters of one field, for a person who has several keys; fewer than four when the field is short. */
  ending(name: string, field: string): string {
    const stored = this.#stored(name);
    const value = stored === undefined ? '' : (this.#disclosed(stored)[field] ?? '');
    return value.length < 12 ? '' : value.slice(-4);
  }

  /** A field that is no secret: the address of a server or of an account. Undefined when there is no such key. */
  shown(name: string, field: string): string | undefined {
    const stored = this.#stored(name);
    return stored === undefined ? undefined : this.#disclosed(stored)[field];
  }

  /** Saves a key under a name, as its next version; the version before it is gone. */
  save(name: string, fields: KeyFields, { tested, waiver }: Saving = {}): KeyView {
    let what: Usage['what'] = 'added';
    const now = this.#now();
    this.#change((body) => {
      const version = (body.versions[name] ?? 0) + 1;
      if (body.keys.some((one) => one.name === name)) what = 'rotated';
      const place: Place = { vaultId: body.id, name, version };
      const stored: StoredKey = {
        name,
        version,
        state: tested?.state ?? 'saved_untested',
        savedAt: now,
        testedAt: tested === undefined ? null : now,
        reason: tested?.reason ?? '',
        warnings: tested?.warnings ?? [],
        waiver: waiver === undefined ? null : this.#waiver(waiver),
        envelope: enclose(this.#keys.kek, place, Buffer.from(JSON.stringify(fields))),
      };
      return { ...body, versions: { ...body.versions, [name]: version }, keys: inOrder([...without(body, name), stored]) };
    });
    const saved = this.#there(name);
    this.#log(what, name, saved.version, saved.state);
    if (waiver !== undefined) this.#log('waived', name, saved.version, waiver);
    return saved;
  }

  /** Writes down what a test of a version said, and the words of a person if they were needed. A version that was replaced meanwhile is left alone. */
  tested(name: string, version: number, { state, reason, warnings }: Tested, phrase?: string): void {
    const testedAt = this.#now();
    const given = phrase === undefined ? {} : { waiver: this.#waiver(phrase) };
    this.#change((body) => ({
      ...body,
      keys: body.keys.map((one) =>
        one.name === name && one.version === version ? { ...one, ...given, state, reason, warnings, testedAt } : one,
      ),
    }));
    this.#log('tested', name, version, state);
    if (phrase !== undefined) this.#log('waived', name, version, phrase);
  }

  /** Deletes a key; false when there was none. */
  remove(name: string): boolean {
    const there = this.key(name);
    if (there === undefined) return false;
    this.#change((body) => ({ ...body, keys: without(body, name) }));
    this.#log('removed', name, there.version, '');
    return true;
  }

  /** Puts every envelope under another key of the vault; the secrets themselves are not decrypted. Throws CannotStart when it is too easy to guess. */
  async changeKey(key: string): Promise<void> {
    refuseWeak(key);
    const salt = newSalt();
    const next = await deriveKeys(key, salt);
    const before = this.#keys;
    this.#change(
      (body) => ({
        ...body,
        ...bodyOf(body.id, salt, next),
        keys: body.keys.map((one) => ({ ...one, envelope: rewrap(before.kek, next.kek, placeOf(body, one), one.envelope) })),
      }),
      next,
    );
    this.#keys = next;
    forget(before);
    this.#log('rewrapped', '', 0, `${this.#body.keys.length} keys`);
  }

  /** Forgets the vault's key; nothing can be read afterwards. */
  close(): void {
    forget(this.#keys);
  }

  /** Reads the file again under the lock, changes it and puts it back. */
  #change(change: (body: VaultBody) => VaultBody, keys = this.#keys): void {
    const { path } = this;
    alone(path, () => {
      const text = readPrivate(path);
      if (text === undefined) throw damaged(path, 'it is gone');
      const body = verify(readVault(text, path), this.#keys, path);
      if (body.serial < this.#body.serial) throw damaged(path, 'somebody put an older one in its place');
      const next = { ...change(body), serial: body.serial + 1 };
      replacePrivate(path, textOf(next, keys));
      this.#body = next;
    });
  }

  #stored(name: string): StoredKey | undefined {
    return this.#body.keys.find((one) => one.name === name);
  }

  #there(name: string): KeyView {
    const view = this.key(name);
    assert(view !== undefined, `${name} was saved`);
    return view;
  }

  #disclosed(stored: StoredKey): KeyFields {
    const plain = disclose(this.#keys.kek, placeOf(this.#body, stored), stored.envelope);
    try {
      return JSON.parse(plain.toString('utf8')) as KeyFields;
    } finally {
      plain.fill(0);
    }
  }

  #waiver(phrase: string): Waiver {
    return { at: this.#now(), who: this.#parts.who, phrase };
  }

  #now(): string {
    return toIso(this.#parts.clock.now());
  }

  #log(what: Usage['what'], name: string, version: number, note: string): void {
    logUsage(this.path, { at: this.#now(), who: this.#parts.who, what, name, version, note });
  }
}

const placeOf = ({ id: vaultId }: VaultBody, { name, version }: KeyView): Place => ({ vaultId, name, version });
const without = ({ keys }: VaultBody, name: string): readonly StoredKey[] => keys.filter((one) => one.name !== name);
const inOrder = (keys: readonly StoredKey[]): readonly StoredKey[] => keys.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function refuseWeak(key: string): void {
  const weakness = weaknessOf(key);
  if (weakness !== undefined)
    throw new CannotStart(
      'vault-key-weak',
      `This key is too weak for a vault. ${weakness}`,
      'Make one: openssl rand -base64 32. Keep it apart from the machine.',
    );
}
