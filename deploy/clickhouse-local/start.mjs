// node deploy/clickhouse-local/start.mjs DATA_DIR [PORT] [--with-stdin] [--scratch]: one directory of the ClickHouse engine, on loopback, until
// SIGTERM or Ctrl-C. With `--with-stdin` also until its input ends: then it never outlives who started it, however that one dies; with `--scratch`
// it then removes the directory, which nobody is left to do.
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openEngine } from './engine.mjs';
import { closeWhenAnswered, createFront } from './server.mjs';

const fail = (message) => {
  console.error(message);
  process.exit(1);
};
const words = () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'with-stdin': { type: 'boolean' }, scratch: { type: 'boolean' } } });
  const [directory, port = '8123'] = positionals;
  if (directory === undefined || !/^\d+$/.test(port) || Number(port) > 65_535) throw new Error('a directory and a port are needed');
  return { directory, port: Number(port), withStdin: values['with-stdin'] === true, scratch: values.scratch === true };
};
const attempt = (work, message) => {
  try {
    return work();
  } catch (error) {
    return fail(message(error instanceof Error ? error.message : String(error)));
  }
};

const { directory, port, withStdin, scratch } = attempt(words, (why) => `usage: node start.mjs DATA_DIR [PORT]   (PORT 0: any free one; default 8123): ${why}`);
mkdirSync(directory, { recursive: true });
// The lock is the kernel's: it goes with the process that held it, so a directory whose owner was killed opens like any other.
const engine = attempt(() => openEngine(directory), (why) => `cannot open ${directory}; does another process own it? ${why}`);
const front = createFront(engine);
const close = closeWhenAnswered(front);

let stopping = false;
const stop = (after = () => undefined) => {
  // Ctrl-C may come twice, from the terminal and from npm: the engine still wants to be closed.
  if (stopping) return;
  stopping = true;
  close(() => {
    engine.close();
    after();
    process.exit(0);
  });
};
const abandoned = () => stop(() => scratch && rmSync(directory, { recursive: true, force: true }));
process.on('SIGTERM', () => stop());
process.on('SIGINT', () => stop());
if (withStdin) process.stdin.resume().once('end', abandoned).once('error', abandoned);

front.on('error', (error) => {
  engine.close();
  fail(`cannot listen on 127.0.0.1:${port}: ${error.message}`);
});
front.listen(port, '127.0.0.1', () => console.log(`clickhouse-local listens on http://127.0.0.1:${front.address().port}`));
