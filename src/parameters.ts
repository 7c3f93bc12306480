import { PARAMETERS, type ParameterKey } from '#src/domain/adaptation.ts';
import { assert } from '#src/domain/errors.ts';
import { type AdaptationRow, byApplied, changeOf, isInForce } from '#src/ledger/adaptations.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { CROSS_CHECKS } from './config/crossChecks.ts';
import type { Sourced } from './config/load.ts';
import { type Settings, settingsSchema } from './config/settings.ts';

const KEYS = Object.keys(PARAMETERS) as ParameterKey[];

/** Settings in force with what was learned: those that were set, and over them the parameters that adaptations in force have changed. */
export interface Effective extends Sourced {
  /** Value of a parameter before anything was learned. */
  configured(key: ParameterKey): number;
  /** Value of a parameter now. */
  parameter(key: ParameterKey): number;
  /** Why settings with another value of a parameter would not do, as a sentence; undefined when they would. */
  contradiction(key: ParameterKey, value: number): string | undefined;
  /** The adaptation that a parameter's value comes from, if there is one. */
  adaptationOf(key: ParameterKey): string | undefined;
}

/**
 * A copy of the settings whose parameters follow the adaptations of a ledger, from now on and at every start. Whoever holds its `values` sees each
 * change, as long as they read through them and copy no number. Nothing but the declared parameters can change: no limit is among them.
 */
export function effectiveSettings(base: Sourced, ledger: Ledger): Effective {
  const values = structuredClone(base.values);
  let sources = new Map<ParameterKey, AdaptationRow>();
  const renew = (): void => {
    sources = newest(ledger);
    for (const key of KEYS) {
      const source = sources.get(key);
      const change = source && changeOf(source);
      place(values, key, change?.kind === 'parameter' ? change.after : numberAt(base.values, key));
    }
  };
  renew();
  ledger.listen(({ kind }) => {
    if (kind === 'adaptation.applied' || kind === 'adaptation.undone') renew();
  });
  const adaptationOf = (key: string): string | undefined => sources.get(key as ParameterKey)?.id;
  const origin = (key: string): ReturnType<Sourced['origin']> => {
    const id = adaptationOf(key);
    return id === undefined ? base.origin(key) : `adaptation ${id}`;
  };
  return {
    values,
    origin,
    entries: () =>
      base
        .entries()
        .map((entry) =>
          sources.has(entry.key as ParameterKey)
            ? { ...entry, value: numberAt(values, entry.key as ParameterKey), origin: origin(entry.key) }
            : entry,
        ),
    configured: (key) => numberAt(base.values, key),
    parameter: (key) => numberAt(values, key),
    contradiction(key, value) {
      const other = structuredClone(values);
      place(other, key, value);
      const parsed = settingsSchema.safeParse(other);
      if (!parsed.success) return `${key} cannot be ${value}`;
      return CROSS_CHECKS.map(({ fault }) => fault(other)).find((fault) => fault !== undefined);
    },
    adaptationOf,
  };
}

/** By parameter, the change in force that was applied last: each builds on the one before. */
function newest({ memory }: Ledger): Map<ParameterKey, AdaptationRow> {
  const rows = [...memory.adaptations.values()].filter(isInForce).sort(byApplied);
  return new Map(
    rows.flatMap((row) => {
      const change = changeOf(row);
      return change.kind === 'parameter' && change.key in PARAMETERS ? [[change.key, row] as const] : [];
    }),
  );
}

type Group = Record<string, unknown>;

function groupOf(values: Settings, key: ParameterKey): { group: Group; name: string } {
  const path = key.split('.');
  const name = path.pop() as string;
  return { group: path.reduce<Group>((group, part) => group[part] as Group, values), name };
}

function numberAt(values: Settings, key: ParameterKey): number {
  const { group, name } = groupOf(values, key);
  const value = group[name];
  assert(typeof value === 'number', `the parameter ${key} is no number among the settings`);
  return value;
}

function place(values: Settings, key: ParameterKey, value: number): void {
  const { group, name } = groupOf(values, key);
  group[name] = value;
}
