interface Cluster {
  members: number[];
  /** Sum of where its members would have its top. */
  wanted: number;
  top: number;
}

/**
 * Tops of boxes of one height on a line, as near to their wanted middles as can be without overlapping, in the order of those middles and within
 * bounds. Neighbors that collide are moved together by the mean of what they want: least squares, by pooling adjacent violators.
 * Boxes that do not fit between the bounds overlap at the lower one: take fewer.
 */
export function pushApart(middles: readonly number[], height: number, gap: number, from: number, to: number): number[] {
  const pitch = height + gap;
  const order = middles.map((_, i) => i).sort((a, b) => (middles[a] as number) - (middles[b] as number) || a - b);
  const clusters: Cluster[] = [];
  const settle = (cluster: Cluster): void => {
    const { members, wanted } = cluster;
    const bottomMost = to - (members.length * pitch - gap);
    cluster.top = Math.max(from, Math.min(bottomMost, wanted / members.length));
  };
  for (const index of order) {
    let cluster: Cluster = { members: [index], wanted: (middles[index] as number) - height / 2, top: 0 };
    settle(cluster);
    for (
      let above = clusters.at(-1);
      above !== undefined && above.top + above.members.length * pitch > cluster.top;
      above = clusters.at(-1)
    ) {
      clusters.pop();
      const offset = above.members.length * pitch;
      cluster = {
        members: [...above.members, ...cluster.members],
        wanted: above.wanted + cluster.wanted - offset * cluster.members.length,
        top: 0,
      };
      settle(cluster);
    }
    clusters.push(cluster);
  }
  const tops: number[] = [];
  for (const { members, top } of clusters) for (const [i, index] of members.entries()) tops[index] = top + i * pitch;
  return tops;
}
