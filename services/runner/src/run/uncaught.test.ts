import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import { silentLogger } from '@culprit/ports';
import { endOnUncaught } from './uncaught.js';

it.each(['uncaughtException', 'unhandledRejection'])('%s is told where people look, then the process ends with 1', (event) => {
  const happened: unknown[] = [];
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => happened.push(code) });
  endOnUncaught(process as unknown as NodeJS.Process, silentLogger, (error) => happened.push(error));
  const error = new Error('out of coffee');
  process.emit(event, error);
  expect(happened).toEqual([error, 1]);
});
