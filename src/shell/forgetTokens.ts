import { VAULT_KEY_VARIABLE } from '#src/config/textLayers.ts';

const TOKEN = /^HERON_\w+__TOKEN$/i;

/**
 * Takes the tokens and the key of the vault out of the environment once they were read, so that children, worker threads and crash dumps do not have
 * them. What the system shows to root and to the same user in /proc/PID/environ is the environment of the start and cannot be changed.
 */
export function forgetTokens(env: NodeJS.ProcessEnv): void {
  delete env[VAULT_KEY_VARIABLE];
  for (const name of Object.keys(env)) if (TOKEN.test(name)) delete env[name];
}

/** Reads the key of the vault from the environment and takes it out of there; undefined when there is none. */
export function takeVaultKey(env: NodeJS.ProcessEnv): string | undefined {
  const key = env[VAULT_KEY_VARIABLE];
  delete env[VAULT_KEY_VARIABLE];
  return key === '' ? undefined : key;
}
