const TOKEN = /^HERON_\w+__TOKEN$/i;

/**
 * Takes the tokens out of the environment once the settings hold them, so that children, worker threads and crash dumps do not have them. What the system
 * shows to root and to the same user in /proc/PID/environ is the environment of the start and cannot be changed.
 */
export function forgetTokens(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (TOKEN.test(name)) delete env[name];
}
