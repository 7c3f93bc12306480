const ROOM = 'node_modules/';

/** The name of a package by its path in the lockfile, where one can lie within another. */
export const packageName = (path: string): string => path.slice(path.lastIndexOf(ROOM) + ROOM.length);
