import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaText } from '#src/ledger/soundness.ts';

const GOLDEN = new URL('schema.sql', import.meta.url);

describe('test/golden/schema.sql', () => {
  it('shows the schema after all migrations (UPDATE_GOLDEN=1 writes it)', () => {
    const text = `-- The schema after all migrations. Written by the test beside it: UPDATE_GOLDEN=1 npx vitest run test/golden/schema.test.ts\n\n${schemaText()}`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });
});
