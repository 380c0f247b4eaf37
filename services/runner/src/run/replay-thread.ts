import { parentPort, workerData } from 'node:worker_threads';
import { replayPart } from '@culprit/correlator';
import { linesOf } from '../cli/lines.js';
import type { Asked } from './replay-threads.js';

const { file, request, part } = workerData as Asked;
parentPort?.postMessage(await replayPart(linesOf(file), request, part));
