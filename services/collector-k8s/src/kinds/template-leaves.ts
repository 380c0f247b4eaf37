import { flatten } from '../redact/flatten.js';
import type { Leaves } from '../redact/leaf.js';
import type { Redactor } from '../redact/redactor.js';

/** Labels that controllers put on the templates they keep. */
const OWN = new Set(['spec.template.metadata.labels[pod-template-hash]', 'spec.template.metadata.labels[rollouts-pod-template-hash]']);

/** A kept template as its workload's spec has it, so that the two can be compared. */
export const templateLeaves = (template: unknown, redactor: Redactor): Leaves =>
  Object.fromEntries(Object.entries(flatten('spec.template', template, redactor)).filter(([path]) => !OWN.has(path) && path !== 'spec.template.$patch'));
