/** What can run an image. */
export const ENGINES = ['docker', 'podman'] as const;

/** How README says to run it: nothing of it can be written but the folder of the ledger, and nothing can be gained. */
export const HARD = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'] as const;
