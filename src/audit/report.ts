/** Something that is not as it must be. `row` says where, `expected` and `found` what. */
export interface Finding {
  readonly invariant: string;
  readonly row: string;
  readonly expected: string;
  readonly found: string;
}

export interface AuditReport {
  readonly ok: boolean;
  /** How many rows, or whatever an invariant counts, were looked at for each. */
  readonly checked: readonly { readonly invariant: string; readonly rows: number }[];
  readonly findings: readonly Finding[];
  readonly elapsedMs: number;
  readonly events: number;
}

/** A finding as a sentence: `fill f12 (event 88) was changed: expected price 20000.1, found price 20000.2`. */
export function findingText({ row, expected, found }: Finding): string {
  if (found === 'none') return `${row} is missing: expected ${expected}`;
  if (expected === 'none') return `${row} does not belong here: found ${found}`;
  return `${row} was changed: expected ${expected}, found ${found}`;
}
