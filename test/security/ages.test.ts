import { describe, expect, it } from 'vitest';
import { asksRegistry } from './fakeRegistry.ts';

const DAY_MS = 86_400_000;

/** What the script says to a registry at which everything is a year old but for one package. */
const asks = (young: { readonly name: string; readonly days: number }, status = 200) =>
  asksRegistry(
    './ages.ts',
    [],
    (name, versions) => {
      const at = new Date(Date.now() - (name === young.name ? young.days : 365) * DAY_MS).toISOString();
      return { time: Object.fromEntries(versions.map(({ version }) => [version, at])) };
    },
    status,
  );

describe('the age of what Heron is made of (SEC-31)', () => {
  it('is a week at least', async () => {
    const { code, said } = await asks({ name: 'ws', days: 7.1 });
    expect(said).toMatch(/^\d{3} versions, 0 younger than 7 days\n$/);
    expect(code).toBe(0);
  });

  it('is told of what is younger, by name', async () => {
    const { code, said } = await asks({ name: '@discordjs/rest', days: 2 });
    expect(said).toMatch(/^@discordjs\/rest@\d\S+ is 2\.0 days old\n\d{3} versions, 1 younger than 7 days\n$/);
    expect(code).toBe(1);
  });

  it('is not taken for old where the registry does not tell it', async () => {
    const { code, said } = await asks({ name: 'ws', days: 2 }, 503);
    expect(said).toContain('ws: the registry answered 503');
    expect(code).toBe(2);
  });
});
