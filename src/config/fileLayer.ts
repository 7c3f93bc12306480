import { readFileSync } from 'node:fs';
import { CannotStart } from '#src/domain/errors.ts';
import { emptyLayer, found, type Known, type Layer, type Origin, readYaml, unknownKey } from './layer.ts';

/** Settings of a YAML file. Throws CannotStart when it cannot be read or is not YAML, because then nothing in it can be trusted. */
export function fileLayer(path: string, origin: Origin, known: Known): Layer {
  const read = readYaml(textOf(path));
  if ('fault' in read) {
    throw new CannotStart(
      'settings-unreadable',
      `The settings file ${path} is not YAML: ${read.fault}.`,
      'Put that line right; config/default.yaml shows how each setting is written.',
    );
  }
  const layer = emptyLayer();
  flatten(layer, read.value, '', path, origin, known);
  return layer;
}

function flatten(layer: Layer, value: unknown, prefix: string, path: string, origin: Origin, known: Known): void {
  if (value === null || value === undefined) return; // a group with nothing in it
  if (typeof value !== 'object' || Array.isArray(value)) {
    const group = prefix === '' ? 'the file' : prefix.slice(0, -1);
    layer.problems.push({
      origin,
      text: `${group} (${path}) must hold settings, one key under the other. Found ${found(prefix.slice(0, -1), value)}.`,
    });
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    const key = prefix + name;
    if (known.groups.has(key)) flatten(layer, item, `${key}.`, path, origin, known);
    else if (known.leaves.has(key)) layer.values.set(key, { value: item, origin, where: path });
    else layer.problems.push({ origin, text: unknownKey(key, path, known) });
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why =
      code === 'ENOENT' ? 'it does not exist' : code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'it may not be read' : code;
    throw new CannotStart(
      'no-settings-file',
      `The settings file ${path} cannot be read: ${why}.`,
      'Check --config and HERON_CONFIG; without them Heron uses its defaults.',
    );
  }
}
