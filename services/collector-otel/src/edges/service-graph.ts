import { createHash } from 'node:crypto';
import type { Environment } from '@culprit/domain';
import type { Attributes, Batch, Point } from '../otlp/batch.js';
import { hostName, trusted } from '../spans/peer.js';
import { isName, whereabouts } from '../spans/place.js';
import { PAIRED, type Sighting } from './sighting.js';

const MOST_SERIES = 250_000;

/** Of a series: its labels are long, and there are many. */
const short = (key: string): string => createHash('sha1').update(key).digest('base64');
/** A series that began before this is counted once it moves: nobody knows when it last did. */
const RECENT_MS = 15 * 60_000;

const kindOf: Readonly<Record<string, string>> = { database: 'database', messaging_system: 'messaging' };

/** `traces_service_graph_request_total` of the OpenTelemetry Collector's servicegraph connector, or of Tempo: a count for each caller and callee. */
export class ServiceGraph {
  private readonly counts = new Map<string, number>();

  constructor(private readonly environments: readonly Environment[], private readonly otherwise: string) {}

  /** The calls that were made since the counts were last heard: a counter that stands still is an edge that nobody used. */
  read({ resource, items }: Batch<Point>, now: number): Sighting[] {
    return items.flatMap((point) => {
      const sighting = this.sightingOf(new Map([...resource, ...point.attributes]), now);
      return sighting !== undefined && this.moved(point, sighting, resource, now) ? [sighting] : [];
    });
  }

  private sightingOf(attributes: Attributes, now: number): Sighting | undefined {
    const [from, said] = [attributes.get('client')?.trim(), attributes.get('server')?.trim()];
    const [connection, virtual] = [attributes.get('connection_type') ?? '', attributes.get('virtual_node') ?? ''];
    // who calls from outside is nobody's service
    if (!isName(from) || !isName(said) || virtual === 'client' || from === 'user' || from === said) return undefined;
    const where = whereabouts(attributes, this.environments, this.otherwise);
    const isVirtual = virtual === 'server' || connection === 'virtual_node';
    const host = isVirtual || connection === 'database' ? hostName(said.toLowerCase(), where.namespace) : { name: said, outside: false };
    if (host === undefined || host.name === from) return undefined;
    const kind = kindOf[connection] ?? (host.outside ? 'external' : 'call');
    return { from, to: host.name, environment: where.environment, cluster: where.cluster, kind, confidence: isVirtual ? (host.outside ? trusted.outside : trusted.inside) : PAIRED, at: now };
  }

  private moved({ attributes, value, since, delta }: Point, { from, to, environment, cluster, kind }: Sighting, resource: Attributes, now: number): boolean {
    if (delta) return value > 0;
    const key = short(JSON.stringify([from, to, environment ?? null, cluster ?? null, kind, [...attributes], [...resource], since]));
    const before = this.counts.get(key);
    this.counts.delete(key);
    if (this.counts.size >= MOST_SERIES) this.counts.delete(this.counts.keys().next().value ?? '');
    this.counts.set(key, value);
    return before === undefined ? value > 0 && (since === 0 || now - since < RECENT_MS) : value !== before && value > 0;
  }
}
