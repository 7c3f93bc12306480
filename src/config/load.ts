import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotStart, WrongUsage } from '#src/domain/errors.ts';
import { CROSS_CHECKS } from './crossChecks.ts';
import { fileLayer } from './fileLayer.ts';
import { keysOf } from './keys.ts';
import { faultOf, type Known, type Layer, type Origin, type Placed, type Problem } from './layer.ts';
import { type Settings, settingsSchema } from './settings.ts';
import { CONFIG_VARIABLE, type Environment, environmentLayer, setLayer } from './textLayers.ts';

type Learned = `adaptation ${string}`;

/** Settings in force, and for each where it came from. */
export interface Sourced {
  /** Deeply frozen. */
  readonly values: Settings;
  /** Throws RangeError for a key that does not exist. `adaptation e3`: it was learned. */
  origin(key: string): Origin | Learned;
  /** Every setting, in the order of config/default.yaml. */
  entries(): readonly { readonly key: string; readonly value: unknown; readonly origin: Origin | Learned }[];
}

export interface SettingSources {
  /** From --config. Without it HERON_CONFIG counts, or `heron.yaml` in the working folder if it is there. */
  readonly file?: string | undefined;
  readonly env: Environment;
  /** `key=value`, as given to --set. */
  readonly sets: readonly string[];
  /** Where `heron.yaml` is looked for. */
  readonly folder?: string | undefined;
}

const DEFAULTS = fileURLToPath(new URL('../../config/default.yaml', import.meta.url));
const LIVE_DEFAULTS = fileURLToPath(new URL('../../config/live.yaml', import.meta.url));
const USUAL_FILE = 'heron.yaml';

/**
 * Puts the layers default ← file ← environment ← --set over each other and checks everything, first each value, then what they owe each other.
 * In live mode config/live.yaml lies over the defaults.
 * Throws WrongUsage when only --set is to blame and CannotStart otherwise; all problems are named at once.
 */
export function loadSettings({ file, env, sets, folder = '.' }: SettingSources): Sourced {
  const known = keysOf(settingsSchema);
  const own = file ?? env[CONFIG_VARIABLE] ?? usualFile(folder);
  const layers = [shipped(DEFAULTS, known)];
  if (own !== undefined) layers.push(fileLayer(own, 'file', known));
  layers.push(environmentLayer(env, known), setLayer(sets, known));
  if (mergeLayers(layers).get('mode')?.value === 'live') layers.splice(1, 0, shipped(LIVE_DEFAULTS, known));
  const placed = mergeLayers(layers);
  const problems = [...layers.flatMap((layer) => layer.problems), ...faultsOf(placed, known)];
  if (problems.length > 0) throw refusal(problems);
  const parsed = settingsSchema.safeParse(assemble(placed));
  if (!parsed.success)
    throw refusal(parsed.error.issues.map(({ path, message }) => ({ origin: 'default', text: `${path.join('.')}: ${message}.` })));
  const values = frozen(parsed.data);
  const contradictions = crossFaults(values, placed);
  if (contradictions.length > 0) throw refusal(contradictions);
  return sourced(values, placed, known);
}

const shippedLayers = new Map<string, Layer>();

/** A file that comes with Heron: as the code, it is read once. */
function shipped(path: string, known: Known): Layer {
  let layer = shippedLayers.get(path);
  if (layer === undefined) {
    layer = fileLayer(path, 'default', known);
    shippedLayers.set(path, layer);
  }
  return layer;
}

function usualFile(folder: string): string | undefined {
  const path = join(folder, USUAL_FILE);
  return existsSync(path) ? path : undefined;
}

function mergeLayers(layers: readonly Layer[]): ReadonlyMap<string, Placed> {
  const placed = new Map<string, Placed>();
  for (const { values } of layers) for (const [key, value] of values) placed.set(key, value);
  return placed;
}

function faultsOf(placed: ReadonlyMap<string, Placed>, { leaves }: Known): Problem[] {
  const problems: Problem[] = [];
  for (const [key, leaf] of leaves) {
    const one = placed.get(key);
    const text = one === undefined ? `${key} has no default in config/default.yaml.` : faultOf(key, one, leaf);
    if (text !== undefined) problems.push({ origin: one?.origin ?? 'default', text });
  }
  return problems;
}

function crossFaults(values: Settings, placed: ReadonlyMap<string, Placed>): Problem[] {
  const problems: Problem[] = [];
  for (const { keys, fault } of CROSS_CHECKS) {
    const said = fault(values);
    if (said === undefined) continue;
    const involved = keys.map((key) => [key, placed.get(key)] as const);
    const found = involved.map(
      ([key, one]) => `${key} is ${JSON.stringify(shownOf(key, one?.value))} (${one?.origin === 'default' ? 'default' : one?.where})`,
    );
    const set = involved.find(([, one]) => one !== undefined && one.origin !== 'default');
    problems.push({ origin: set?.[1]?.origin ?? 'default', text: `${said}. Found: ${found.join(', ')}.` });
  }
  return problems;
}

/** Nested again, as the schema wants it. Only keys of the schema get here. */
function assemble(placed: ReadonlyMap<string, Placed>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [key, { value }] of placed) {
    const path = key.split('.');
    const name = path.pop() as string;
    let group = root;
    for (const part of path) {
      group[part] ??= {};
      group = group[part] as Record<string, unknown>;
    }
    group[name] = value;
  }
  return root;
}

function refusal(problems: readonly Problem[]): CannotStart | WrongUsage {
  const texts = problems.map(({ text }) => text);
  const message =
    texts.length === 1 ? (texts[0] as string) : `${texts.length} settings are wrong:\n${texts.map((text) => `- ${text}`).join('\n')}`;
  const hint = 'config/default.yaml lists every setting with what it means.';
  return problems.every(({ origin }) => origin === '--set') ? new WrongUsage(message, hint) : new CannotStart('settings', message, hint);
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}

function sourced(values: Settings, placed: ReadonlyMap<string, Placed>, { leaves }: Known): Sourced {
  const origin = (key: string): Origin => {
    const one = placed.get(key);
    if (one === undefined) throw new RangeError(`${key} is not a setting`);
    return one.origin;
  };
  const entries = [...leaves.keys()].map((key) => ({ key, value: shownOf(key, placed.get(key)?.value), origin: origin(key) }));
  return { values, origin, entries: () => entries };
}

/** A token is never shown, not even to its owner: only whether there is one. */
const shownOf = (key: string, value: unknown): unknown => (key.endsWith('.token') && value !== '' ? '[set]' : value);
