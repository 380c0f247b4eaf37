import { describe, expect, it } from '@jest/globals';
import { diff } from './diff.js';
import { flatten } from './flatten.js';
import { createRedactor } from './redactor.js';

const redactor = createRedactor('a key for tests');
const container = (fields: Record<string, unknown>) => ({ template: { spec: { containers: [{ name: 'api', ...fields }] } } });
const flat = (fields: Record<string, unknown>) => flatten('spec', container(fields), redactor);
const at = (path: string) => `spec.template.spec.containers[api].${path}`;

describe('a projected spec', () => {
  it('names list items by their key, so that a new first item is one entry', () => {
    const port = (name: string, containerPort: number) => ({ name, containerPort });
    const entries = diff(flat({ ports: [port('http', 80)] }), flat({ ports: [port('metrics', 9090), port('http', 80)] }));
    expect(entries.map((e) => e.path)).toEqual([at('ports[metrics].containerPort'), at('ports[metrics].name')]);
  });

  it('shows safe env values and hides the rest under their names', () => {
    const leaves = flat({ env: [{ name: 'WORKERS', value: '4' }, { name: 'GREETING', value: 'hello' }, { name: 'API_KEY', value: '4' }, { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] });
    expect(leaves[at('env[WORKERS]')]).toBe('4');
    expect(leaves[at('env[GREETING]')]).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(leaves[at('env[API_KEY]')]).toEqual({ hash: expect.any(String) });
    expect(leaves[at('env[POD].valueFrom.fieldRef.fieldPath')]).toBe('metadata.name');
  });

  it('names arguments by their flag and hides what follows a secret one', () => {
    const leaves = flat({ args: ['--workers=4', '--verbose', '--token', '12345', 'serve'] });
    expect(leaves).toMatchObject({ [at('args[--workers]')]: '4', [at('args[--verbose]')]: true, [at('args[--token]')]: true, [at('args[3]')]: { hash: expect.any(String) }, [at('args[4]')]: { hash: expect.any(String) } });
  });

  it('keeps both of two items with one key', () => {
    const leaves = flat({ ports: [{ name: 'dns', protocol: 'TCP' }, { name: 'dns', protocol: 'UDP' }] });
    expect([leaves[at('ports[dns].protocol')], leaves[at('ports[dns].protocol#2')]]).toEqual(['TCP', 'UDP']);
  });

  it('shows quantities, probes, capabilities and names', () => {
    const leaves = flat({ resources: { limits: { memory: '512Mi' } }, securityContext: { capabilities: { add: ['NET_ADMIN'] } }, readinessProbe: { httpGet: { path: '/healthz', port: 'http' } } });
    expect(leaves).toMatchObject({ [at('resources.limits.memory')]: '512Mi', [at('securityContext.capabilities.add[NET_ADMIN]')]: true, [at('readinessProbe.httpGet.path')]: '/healthz', [at('readinessProbe.httpGet.port')]: 'http' });
  });
});

describe('a difference', () => {
  it('says of a hidden value only that it changed, also when it comes, goes, or becomes shown', () => {
    const hidden = { hash: 'a' };
    expect(diff({ x: hidden }, { x: { hash: 'b' } })).toEqual([{ path: 'x', redacted: true }]);
    expect(diff({}, { x: hidden })).toEqual([{ path: 'x', redacted: true }]);
    expect(diff({ x: hidden }, { x: '4' })).toEqual([{ path: 'x', redacted: true }]);
    expect(diff({ x: 1 }, {})).toEqual([{ path: 'x', before: 1 }]);
  });

  it('compares what was hidden under another key not at all', () => {
    expect(diff({ x: { hash: 'a' }, n: 1 }, { x: { hash: 'b' }, n: 2 }, false)).toEqual([{ path: 'n', before: 1, after: 2 }]);
  });
});
