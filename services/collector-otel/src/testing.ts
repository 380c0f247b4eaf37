export { startRig, type Rig } from './testing/rig.js';
export { instrumented, type Instrumented, type SdkOptions } from './testing/sdk.js';
