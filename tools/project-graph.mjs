// Writes nx's project graph to its cache. Without that cache @nx/enforce-module-boundaries skips itself and every wall is open.
process.env['NX_DAEMON'] = 'false';
process.env['NX_NO_CLOUD'] = 'true';

const rooms = ['@culprit/domain', '@culprit/ports', '@culprit/nest', '@culprit/kafka', '@culprit/correlator', '@culprit/runner'];

export const writeProjectGraph = async () => {
  const { createProjectGraphAsync, readCachedProjectGraph } = (await import('@nx/devkit')).default;
  await createProjectGraphAsync();
  const { nodes } = readCachedProjectGraph();
  const untagged = rooms.filter((room) => (nodes[room]?.data.tags ?? []).every((tag) => !tag.startsWith('room:')));
  if (untagged.length > 0) throw new Error(`nx sees no room tag on ${untagged.join(', ')}: the walls between rooms would not be checked`);
  return nodes;
};
