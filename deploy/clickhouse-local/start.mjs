// node deploy/clickhouse-local/start.mjs DATA_DIR [PORT] [--with-stdin]: one directory of the ClickHouse engine, on loopback, until SIGTERM or
// Ctrl-C, with `--with-stdin` also until its input ends: then it never outlives who started it, however that one dies.
import { mkdirSync } from 'node:fs';
import { openEngine } from './engine.mjs';
import { createFront } from './server.mjs';

const withStdin = process.argv.includes('--with-stdin');
const [directory, port = '8123'] = process.argv.slice(2).filter((word) => word !== '--with-stdin');
if (directory === undefined || !/^\d+$/.test(port)) {
  console.error('usage: node start.mjs DATA_DIR [PORT]   (PORT 0: any free one; default 8123)');
  process.exit(1);
}
mkdirSync(directory, { recursive: true });
const engine = openEngine(directory);
const front = createFront(engine);

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  front.close(() => {
    engine.close();
    process.exit(0);
  });
  front.closeIdleConnections();
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (withStdin) process.stdin.resume().once('end', stop).once('error', stop);

front.on('error', (error) => {
  console.error(`cannot listen on 127.0.0.1:${port}: ${error.message}`);
  engine.close();
  process.exit(1);
});
front.listen(Number(port), '127.0.0.1', () => console.log(`clickhouse-local listens on http://127.0.0.1:${front.address().port}`));
