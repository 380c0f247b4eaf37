export { canaries, formsOf, plant, plantedKinds, plantedSettings } from './testing/canaries.js';
export { deploymentManifest, type Manifest, type ManifestOptions, type Write } from './testing/deployment.js';
export { configMapObject, deploymentObject, podObject, replicaSetObject } from './testing/objects.js';
export { startListWatchServer, type ListWatchOptions, type ListWatchServer } from './testing/server.js';
export type { StatusWrite, Stored } from './testing/store.js';
export { buildKube, kubeBinaries, startRealCluster, type RealCluster } from './testing/real-kubernetes.js';
