import { eventLogContract } from '@culprit/ports/testing';
import { embeddedHarness } from './testing.js';

eventLogContract(embeddedHarness);
