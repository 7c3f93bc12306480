import { describe, expect, it } from 'vitest';
import { barredBy } from './admit.ts';

const RULES = { guild: '10', role: '20' };
const inGuild = { guildId: '10', userId: '1', roles: ['20'] };
const inPrivate = { guildId: undefined, userId: '1', roles: [] };

describe('barredBy', () => {
  it('admits members of the one server who hold the role', () => {
    expect(barredBy(inGuild, RULES, 'viewer', undefined)).toBeUndefined();
    expect(barredBy({ ...inGuild, roles: [] }, RULES, 'owner', undefined)).toMatch(/role/);
    expect(barredBy({ ...inGuild, roles: [] }, { ...RULES, role: '' }, 'viewer', undefined)).toBeUndefined();
    expect(barredBy({ ...inGuild, guildId: '11' }, RULES, 'owner', undefined)).toMatch(/another/);
  });

  it('admits no server when none is set', () => {
    expect(barredBy(inGuild, { guild: '', role: '' }, 'owner', undefined)).toMatch(/discord\.guild/);
  });

  it('lets owners alone command in private, and strangers pair there', () => {
    expect(barredBy(inPrivate, RULES, 'owner', undefined)).toBeUndefined();
    expect(barredBy(inPrivate, RULES, 'trader', undefined)).toMatch(/owners alone/);
    expect(barredBy(inPrivate, RULES, undefined, undefined)).toMatch(/owners alone/);
    expect(barredBy(inPrivate, RULES, undefined, { open: true })).toBeUndefined();
  });

  it('lets whoever is known stop everything from anywhere (SEC-16)', () => {
    const panic = { panic: true } as const;
    expect(barredBy(inPrivate, RULES, 'trader', panic)).toBeUndefined();
    expect(barredBy({ ...inGuild, guildId: '11', roles: [] }, RULES, 'trader', panic)).toBeUndefined();
    expect(barredBy(inPrivate, RULES, undefined, panic)).toMatch(/owners alone/);
  });
});
