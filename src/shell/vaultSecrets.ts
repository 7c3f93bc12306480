import type { Settings } from '#src/config/settings.ts';
import type { Clock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { KeyFields, KeyView } from '#src/vault/keyState.ts';
import { keyName, ownerOf, type Provider, serverOf } from '#src/vault/providers.ts';
import { Vault } from '#src/vault/vault.ts';
import { whoIsHere } from './keyDesk.ts';
import type { KnownSecrets } from './log.ts';

interface Opening {
  readonly vaultKey: string | undefined;
  readonly settings: Settings;
  readonly clock: Pick<Clock, 'now'>;
  readonly secrets: KnownSecrets;
}

/** The keys of a running Heron. Each one that is read is known to the log before anybody has it. */
export class VaultSecrets {
  readonly #vault: Vault;
  readonly #mode: Settings['mode'];
  readonly #secrets: KnownSecrets;

  private constructor(vault: Vault, mode: Settings['mode'], secrets: KnownSecrets) {
    this.#vault = vault;
    this.#mode = mode;
    this.#secrets = secrets;
  }

  /** Undefined without a key or without a vault. Rejects with CannotStart when the key does not fit or the file is not as it was written. */
  static async open({ vaultKey, settings, clock, secrets }: Opening): Promise<VaultSecrets | undefined> {
    if (vaultKey === undefined) return undefined;
    secrets.add([vaultKey]);
    const vault = await Vault.open({ path: settings.vault.path, clock, who: `heron:${whoIsHere()}` }, vaultKey);
    return vault === undefined ? undefined : new VaultSecrets(vault, settings.mode, secrets);
  }

  /** What is known of every key, without secrets. */
  keys(): readonly KeyView[] {
    return this.#vault.keys();
  }

  /**
   * The fields of a provider's key, logged as used; undefined when there is none. Throws OutsideError for the key of an exchange in paper mode,
   * which has no business with one, and for one that has not passed its last test.
   */
  secretFor(provider: Provider, purpose: string, isTestnet = false): KeyFields | undefined {
    const name = keyName(provider, isTestnet);
    const view = this.#vault.key(name);
    if (view === undefined) return undefined;
    const { kind, title, fields: parts } = provider;
    if (kind === 'exchange' && this.#mode !== 'live')
      throw new OutsideError('keys-on-paper', `Paper mode does not read the key for ${title}.`, 'Only mode: live trades with keys.');
    if (kind === 'exchange' && view.state !== 'test_ok')
      throw new OutsideError('key-untested', `The key for ${name} has not passed a test (${view.state}).`, `Run: heron keys test ${name}`);
    const fields = this.#vault.read(name, purpose);
    if (fields !== undefined) this.#secrets.add(parts.filter(({ isSecret }) => isSecret).map((part) => fields[part.name] ?? ''));
    return fields;
  }

  /** The key for the server of the model; undefined when none was saved for exactly that server: a key goes nowhere else. */
  modelKey(baseUrl: string): string | undefined {
    for (const { name } of this.keys()) {
      const provider = ownerOf(name)?.provider;
      if (provider?.kind !== 'model') continue;
      const server = serverOf(provider, { baseUrl: this.#vault.shown(name, 'baseUrl') ?? '' });
      if (isSameServer(server, baseUrl)) return this.secretFor(provider, 'model')?.apiKey || undefined;
    }
    return undefined;
  }

  close(): void {
    this.#vault.close();
  }
}

const isSameServer = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (url: string): string => (URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url);
