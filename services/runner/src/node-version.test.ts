import { expect, it } from '@jest/globals';
import { unfitNode } from './node-version.js';

it('refuses an older Node in words and takes the wanted one and newer', () => {
  expect(unfitNode('v20.20.0')).toMatch(/needs Node 24 or newer, and this is Node v20\.20\.0[^]*npm install/);
  expect(unfitNode('v24.0.0')).toBeUndefined();
  expect(unfitNode('v26.1.0')).toBeUndefined();
});
