import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { menuFor } from './menu.ts';
import { createRegistry } from './registry.ts';

const registry = createRegistry(commands);
const names = (role: Parameters<typeof menuFor>[1]): string[] => menuFor(registry, role).map(({ name }) => name);

describe('a menu', () => {
  it('shows what a role may do and nothing else; strangers see what lets them in', () => {
    expect(names(undefined)).toEqual(['pair']);
    expect(names('viewer')).toContain('status');
    expect(names('viewer')).not.toContain('approve');
    expect(names('trader')).toContain('approve');
    expect(names('trader')).not.toContain('resume');
    expect(names('owner')).toEqual(commands.map(({ name }) => name));
  });

  it('keeps to what Telegram takes', () => {
    for (const { name, summary } of menuFor(registry, 'owner')) {
      expect(name).toMatch(/^[a-z0-9_]{1,32}$/);
      expect(summary.length).toBeGreaterThan(0);
      expect(summary.length).toBeLessThanOrEqual(256);
    }
    expect(names('owner').length).toBeLessThanOrEqual(100);
  });
});
