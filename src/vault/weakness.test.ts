import { describe, expect, it } from 'vitest';
import { weaknessOf } from './weakness.ts';

describe('a key of a vault', () => {
  it.each([
    '',
    'heron',
    'changeme',
    'password',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'abcdefghijklmnopqrstuvwxyz',
    '12345678901234567890',
    'passwordpassword1',
    'HeronVaultSecret2026',
    'qwertyqwertyqwerty',
    'abababababababababab',
    'short-G7#',
  ])('is refused when it is easy to guess: %s', (key) => {
    expect(weaknessOf(key)).toMatch(/\.$/);
    if (key.length > 3) expect(weaknessOf(key)).not.toContain(key);
  });

  it.each([
    'kT9vW2xLmQ4zR7pB',
    'q3n8Lk0+Zx71bVtY/2hGm5RwPc9sDfJeUa4iOoXyTgk=',
    'orbit lantern walnut seven gravel',
    'J7#mQ2vR9xT4zL8pW1sD',
  ])('is taken when it is not: %s', (key) => expect(weaknessOf(key)).toBeUndefined());
});
