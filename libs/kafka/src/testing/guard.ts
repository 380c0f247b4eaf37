import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Kills `pid` and removes `dir` when this process is gone, however it went: the guard waits for its standard input to
 * end, which a SIGKILL ends too. Call what it returns when that is no longer wanted.
 */
export const guard = (pid: number, dir: string | undefined): (() => void) => {
  const script = 'cat > /dev/null; kill -KILL "$1" 2> /dev/null; [ -z "$2" ] || rm -rf -- "$2"';
  const child = spawn('sh', ['-c', script, 'guard', String(pid), dir ?? ''], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.unref();
  (child.stdin as Socket).unref();
  return () => {
    child.kill('SIGKILL');
    child.stdin.destroy();
  };
};
