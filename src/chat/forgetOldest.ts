/** Keeps what came last: takes the oldest entries of a map or set away until `most` are left, so that what others say cannot fill the memory. */
export function forgetOldest<Key>(kept: Pick<Map<Key, unknown> | Set<Key>, 'size' | 'keys' | 'delete'>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}
