import { configText } from '../config/print.js';
import { runnerConfig } from '../config/runner-config.js';
import { settingsOf } from '../run/start.js';
import { targets } from '../targets.js';
import type { Terminal } from './terminal.js';

/** Prints every variable with its value, secrets masked; refuses like a start when something is wrong. */
export const printConfig = (terminal: Terminal): void => {
  terminal.out(configText([{ name: 'runner', config: runnerConfig }, ...targets], terminal.env));
  settingsOf(terminal.env);
};
