import { decoys } from '../accuracy/decoys.ts';
import { type Case, type Line, type Timeline, serviceOfChanges } from '../accuracy/timeline.ts';
import { type Chance, chance } from '../generate/chance.ts';
import { type Shown, faultOf, floodOf } from './faults.ts';
import { type System, systems } from './systems.ts';
import type { Variant } from './variants.ts';

const CASES = 30;
const FROM = Date.UTC(2026, 0, 12, 6) / 1000;
const EVERY = 2700;
/** Of the incidents those that no change did. */
const FLOODS = 0.1;
const MANY = 0.6;
const TRAIN_WITHIN = 600;

const time = (seconds: number): string => new Date(Math.round(seconds) * 1000).toISOString();
const decoyKinds: Readonly<Record<string, string>> = { deploy: 'deployment', config: 'config' };

/** What an alert calls a service. */
const called = (service: string, { names }: Variant, draw: Chance): Record<string, unknown> => {
  const letters = (count: number): string => Array.from({ length: count }, () => draw.one([...'bcdfghjklmnpqrstvwxz2456789'])).join('');
  if (names === 'pods') return { service: `${service}-${letters(9)}-${letters(5)}` };
  if (names === 'namespaced') return { service: `shop/${service}` };
  if (names === 'versioned') return { service: `${service}-v2` };
  if (names === 'entities') return { entities: [`service:${service}`] };
  if (names === 'mapped-entities') return { entities: [`shop/deployment/${service}`] };
  return { service };
};

const alerts = (shown: readonly Shown[], at: number, name: string, system: System, variant: Variant, draw: Chance): { ids: string[]; lines: Line[] } => {
  const lasts = draw.between(...(variant.lasts ?? [300, 900]));
  const sorted = [...shown].sort((a, b) => a.after - b.after);
  const ids = sorted.map((_, i) => `${name}-${i}`);
  const lines = sorted.flatMap(({ service, alertClass, after }, i): Line[] => {
    const begins = at + after;
    const caller = variant.onCalls === true ? draw.one([...system.calls.filter(({ to }) => to === service), undefined])?.from : undefined;
    const event = {
      ...(variant.resolved === 'fingerprints-apart' ? {} : { fingerprint: `${service}:${alertClass}` }), ...called(service, variant, draw),
      ...(variant.classes === undefined ? { class: alertClass } : {}), title: variant.classes === 'untold' ? `${service}: SLO burn` : `${service}: ${alertClass} anomaly`,
      ...(variant.environment === undefined ? {} : { environment: variant.environment }), ...(caller === undefined ? {} : { caller }),
    };
    const over = Math.max(at + lasts, begins + 60);
    return [
      { arrivalTime: time(begins), kind: 'alert', event: { ...event, id: ids[i], startsAt: time(begins) } },
      ...(variant.resolved === undefined ? [{ arrivalTime: time(over), kind: 'alert', event: { ...event, id: `${ids[i]}-end`, status: 'resolved', endsAt: time(over) } }] : []),
    ];
  });
  return { ids, lines };
};

const callLines = ({ calls, services }: System, { calls: how, names, environment }: Variant, seed: string): Line[] => {
  const draw = chance(`${seed}/calls`);
  const line = (from: string, to: string, kind: string, more: object = {}): Line => ({ arrivalTime: time(FROM), kind: 'dependency', event: { from, to, kind, observedAt: time(FROM), ...(environment === undefined ? {} : { environment }), ...more } });
  const known = calls.filter(() => how !== 'half' || draw.is(0.5));
  const lines = how === 'none' ? [] : known.flatMap(({ from, to, kind }) => [
    line(from, to, kind, how === 'otel' ? { source: 'otel' } : {}),
    ...(how === 'both-ways' ? [line(to, from, kind)] : []),
    ...(how === 'twice' ? [line(from, to, kind, { source: 'otel', confidence: 0.9 }), line(from, to, 'call', { source: 'mesh' })] : []),
  ]);
  const catalog = names !== 'mapped-entities' ? [] : services.map((name): Line => ({ arrivalTime: time(FROM), kind: 'service', event: { name, source: 'backstage', aliases: [`shop/deployment/${name}`], observedAt: time(FROM) } }));
  return [...lines, ...catalog];
};

/** One system over a day or two: incidents, each with the change that did it or with none, and harmless changes. */
const timeline = (system: System, variant: Variant, seed: number): Timeline => {
  const name = `${system.name}/${seed}`;
  const { every = EVERY, perHour = 6, environment } = variant;
  const to = FROM + 3600 + CASES * every;
  const change = (id: string, at: number, service: string, kind: string): Line => ({
    arrivalTime: time(at), kind: 'change',
    event: { id, occurredAt: time(at), service, kind: variant.kind ?? kind, title: `${kind} ${service}`, ...(environment === undefined ? {} : { environment }) },
  });
  const services = system.services.filter((s) => !system.stores.includes(s));
  const lines: Line[] = callLines(system, variant, name);
  const cases = Array.from({ length: CASES }, (_, n): Case => {
    const draw = chance(`${name}/${n}`);
    const own = `${name}-${n}`;
    const at = FROM + 3600 + n * every + draw.between(0, 0.2 * every);
    const fault = draw.is(FLOODS) ? undefined : faultOf(system, draw, variant);
    const others = chance(`${name}/${n}/more`);
    let shown = fault?.shown ?? floodOf(system, draw);
    if (variant.who === 'entry') shown = [{ service: system.entry, alertClass: shown[0]?.alertClass ?? 'errors', after: Math.min(...shown.map((s) => s.after)) }];
    if (variant.who === 'many') shown = [...shown, ...system.services.filter((s) => !shown.some(({ service }) => service === s) && others.is(MANY)).map((service) => ({ service, alertClass: others.one(['latency', 'errors']), after: others.between(0, 180) }))];
    const began = at + (fault?.lag ?? 60);
    if (others.is(variant.before ?? 0)) {
      const noise = { service: others.one(system.services), alertClass: others.one(['latency', 'errors']), after: 0 };
      lines.push(...alerts([noise], at - others.between(0, 600), `${own}-odd`, system, variant, others).lines);
    }
    const told = alerts(shown, began, own, system, variant, chance(`${name}/${n}/alerts`));
    lines.push(...told.lines);
    if (fault === undefined) return { name: own, alertIds: told.ids, causes: [], slices: { kind: 'flood' } };
    lines.push(change(`${own}-cause`, at, fault.root, variant.together === undefined ? fault.by : 'deployment'));
    for (let i = 0; i < (variant.again ?? 0); i++) lines.push(change(`${own}-again-${i}`, at + others.between(-1800, 600), fault.root, others.one(['deployment', 'config'])));
    const along = variant.together === undefined ? 0 : others.whole(0, variant.together - 1);
    const elsewhere = services.filter((s) => s !== fault.root);
    for (let i = 0; i < along; i++) lines.push(change(`${own}-along-${i}`, began - others.between(30, 300), elsewhere.splice(others.whole(0, elsewhere.length - 1), 1)[0] ?? system.entry, 'deployment'));
    if (variant.victim === true) {
      const victim = shown.filter(({ service }) => service !== fault.root);
      if (victim.length > 0) lines.push(change(`${own}-victim`, began - 120, others.one(victim).service, 'deployment'));
    }
    const nearest = shown.some(({ service }) => service === fault.root);
    return { name: own, alertIds: told.ids, causes: [`${own}-cause`], slices: { kind: `${system.name} ${fault.kind}`, silent: nearest ? 'no' : 'yes' } };
  });
  const many = variant.train ?? 1;
  for (const d of decoys({ from: FROM, to, perHour: perHour / many, services, seed: name })) {
    if (many === 1) lines.push(change(d.id, d.at, d.service, decoyKinds[d.kind] ?? d.kind));
    const draw = chance(`${name}/${d.id}`);
    for (let i = 0; many > 1 && i < many; i++) lines.push(change(`${d.id}-${i}`, d.at + draw.between(0, TRAIN_WITHIN), draw.one(services), 'deployment'));
  }
  return { name, cases, lines, serviceOf: serviceOfChanges(lines) };
};

/** All systems, made to look as the variant has it. Equal seed, equal events. */
export const heldOut = (variant: Variant, seed: number, only?: string): Timeline[] => systems.filter(({ name }) => only === undefined || name === only).map((system) => timeline(system, variant, seed));
