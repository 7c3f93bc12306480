import { nearestKey } from './keys.ts';
import { emptyLayer, found, type Known, type Layer, type Origin, unknownKey, written } from './layer.ts';

const PREFIX = 'HERON_';
/** Names the settings file, and is no setting itself. */
export const CONFIG_VARIABLE = 'HERON_CONFIG';
/** Opens the vault (src/vault), and is no setting either: it stands in no file and is never shown. */
export const VAULT_KEY_VARIABLE = 'HERON_VAULT_KEY';
/** Short names. */
const SHORT: Readonly<Record<string, string>> = { HERON_LEDGER: 'ledger.path' };

export type Environment = Readonly<Record<string, string | undefined>>;

const variableOf = (key: string): string => PREFIX + key.replaceAll('.', '__').toUpperCase();

/** `HERON_<GROUP>__<KEY>` in any case. Any other variable that begins with HERON_ is a problem, so that a typing mistake cannot go unseen. */
export function environmentLayer(env: Environment, known: Known): Layer {
  const layer = emptyLayer();
  const keys = new Map([...known.leaves.keys()].map((key) => [key.toLowerCase(), key]));
  // The long name of a setting wins over its short one, whatever the order of the variables.
  const names = Object.keys(env).sort((a, b) => Number(b in SHORT) - Number(a in SHORT) || (a < b ? -1 : 1));
  for (const name of names) {
    const text = env[name];
    if (text === undefined || !name.toUpperCase().startsWith(PREFIX) || name === CONFIG_VARIABLE || name === VAULT_KEY_VARIABLE) continue;
    const plain = name.slice(PREFIX.length).toLowerCase().replaceAll('__', '.');
    const key = SHORT[name] ?? keys.get(plain);
    if (key !== undefined) put(layer, key, text, 'environment', name, known);
    else {
      const nearest = nearestKey(plain, known.leaves.keys()) ?? '';
      layer.problems.push({
        origin: 'environment',
        text: `The environment variable ${name} is not a setting. The nearest one is ${variableOf(nearest)} (${nearest}).`,
      });
    }
  }
  return layer;
}

/** `key=value`, as often as --set was given; the last one counts. */
export function setLayer(sets: readonly string[], known: Known): Layer {
  const layer = emptyLayer();
  for (const one of sets) {
    const equals = one.indexOf('=');
    const key = one.slice(0, equals).trim();
    if (equals < 1)
      layer.problems.push({
        origin: '--set',
        text: `--set takes key=value, such as --set guards.spreadBps=10. Found ${found(one, one)}.`,
      });
    else if (known.leaves.has(key)) put(layer, key, one.slice(equals + 1), '--set', '--set', known);
    else layer.problems.push({ origin: '--set', text: unknownKey(key, '--set', known) });
  }
  return layer;
}

function put(layer: Layer, key: string, text: string, origin: Origin, where: string, known: Known): void {
  const leaf = known.leaves.get(key);
  if (leaf === undefined) return;
  const read = written(text, leaf);
  if ('fault' in read) layer.problems.push({ origin, text: `${key} (${where}) cannot be read: ${read.fault}. Found ${found(key, text)}.` });
  else layer.values.set(key, { value: read.value, origin, where });
}
