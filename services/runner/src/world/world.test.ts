import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@culprit/kafka/testing';
import { demandFreePorts } from './free-ports.js';
import { takeDataDirectory } from './lock.js';
import { openLogger } from './logger.js';
import { prettyLine } from './pretty.js';

const directory = mkdtempSync(join(tmpdir(), 'culprit-runner-'));
afterAll(() => rmSync(directory, { recursive: true }));

// Another process on purpose: the lock is between processes.
const heldElsewhere = (): boolean => {
  const text = `const d = new (require('node:sqlite').DatabaseSync)(process.argv[1]); try { d.exec('BEGIN EXCLUSIVE'); } catch { process.exit(3); }`;
  return spawnSync(process.execPath, ['-e', text, join(directory, 'a', 'lock.sqlite')]).status === 3;
};

describe('the data directory', () => {
  it('belongs to one process, and is free again when given back', () => {
    const lock = takeDataDirectory(join(directory, 'a'));
    expect(heldElsewhere()).toBe(true);
    expect(() => takeDataDirectory(join(directory, 'a'))).toThrow(`is in use by another Culprit (process ${process.pid})`);
    lock.release();
    expect(heldElsewhere()).toBe(false);
    takeDataDirectory(join(directory, 'a')).release();
  });

  it('is refused in words when it cannot be used', () => {
    writeFileSync(join(directory, 'file'), '');
    expect(() => takeDataDirectory(join(directory, 'file', 'deeper'))).toThrow(/DATA_DIR\) cannot be used/);
  });
});

describe('ports', () => {
  it('are asked for before anything starts, and every taken one is told with its variable', async () => {
    // nobody takes such a port by chance once it is closed
    const [a, b] = (await freePorts(2)) as [number, number];
    const servers = [createServer().listen(a, '127.0.0.1'), createServer().listen(b, '127.0.0.1')];
    await Promise.all(servers.map((server) => once(server, 'listening')));
    await expect(demandFreePorts('127.0.0.1', [['A_PORT', a], ['FREE_PORT', 0], ['B_PORT', b]])).rejects.toThrow(
      `Port ${a} is taken by another program: stop it, or set A_PORT to a free port.\nPort ${b} is taken by another program: stop it, or set B_PORT to a free port.`,
    );
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await demandFreePorts('127.0.0.1', [['A_PORT', a]]);
  });
});

describe('log lines', () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };

  it('are one JSON object with the service, the facts and the error with its cause', () => {
    const logger = openLogger({ level: 'info', pretty: false, destination }).child({ service: 'projector' });
    logger.debug('not this one');
    logger.warn('a batch failed', { rows: 3, error: new Error('cannot write', { cause: new Error('disk full') }) });
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0]!);
    expect(line).toMatchObject({ level: 'warn', service: 'projector', message: 'a batch failed', rows: 3 });
    expect(line.time).toMatch(/^\d{4}-.*Z$/);
    expect(JSON.stringify(line.error)).toContain('disk full');
  });

  it('are made readable, and harmless, for a terminal', () => {
    const line = prettyLine(JSON.stringify({ time: '2026-01-15T10:00:00.000Z', level: 'info', service: 'x', message: 'hi', title: '\u001b[31mred\u0007\u202e' }));
    expect(line).toBe('10:00:00 info  x                  hi title=red\n');
  });
});
