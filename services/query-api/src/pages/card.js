import { el, link, percent, span, when } from './dom.js';
import { noChangeButton, sayButtons, saidOf } from './said.js';

const words = (name) => name.toLowerCase().replaceAll('_', ' ');
const pill = (name, kind) => el('span', { class: `pill ${kind} ${kind}-${name.toLowerCase()}` }, words(name));

const value = (json) => {
  if (json === null || json === undefined) return el('span', { class: 'none' }, '–');
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  return el('code', {}, text.length > 300 ? `${text.slice(0, 300)}…` : text);
};

const diffRow = ({ path, before, after, redacted }) =>
  el('tr', {}, el('th', { scope: 'row' }, el('code', {}, path)), ...(redacted
    ? [el('td', { colspan: 3, class: 'none' }, 'changed, not shown')]
    : [el('td', { class: 'before' }, value(before)), el('td', { class: 'arrow', 'aria-label': 'became' }, '→'), el('td', { class: 'after' }, value(after))]));

const diff = (entries) =>
  entries.length === 0 ? null : el('div', { class: 'scroll' }, el('table', { class: 'diff' }, el('caption', { class: 'hidden' }, 'What was changed'), el('tbody', {}, entries.map(diffRow))));

const person = ({ name, kind, onBehalfOf }) => [name ?? `${words(kind)} actor`, onBehalfOf ? ` for ${onBehalfOf}` : ''].join('');

/** How long before the incident: what one looks for first. */
const distance = (change, openedAt) => {
  const seconds = (Date.parse(openedAt) - Date.parse(change.occurredAt)) / 1000;
  return seconds >= 0 ? `${span(seconds)} before` : `${span(-seconds)} after it began`;
};

const reasons = (list) => list.length === 0 ? null : el('ul', { class: 'reasons' }, list.map(({ contribution, sentence }) =>
  el('li', { class: contribution < 0 ? 'against' : 'for' },
    el('span', { class: 'sign', 'aria-label': contribution < 0 ? 'speaks against:' : 'speaks for:' }, contribution < 0 ? '−' : '+'), sentence)));

const links = (change) => {
  const found = [...change.links.map(({ title, url }) => link(url, title)), link(change.source.url, `Open in ${change.source.provider}`)];
  const unique = found.filter((a, i) => a !== null && found.findIndex((b) => b?.href === a.href) === i);
  return unique.length === 0 ? null : el('p', { class: 'links' }, unique);
};

const suspect = ({ rank, probability, service, change, reasons: why, path, verdict }, openedAt) => {
  const meter = el('meter', { min: 0, max: 1, value: probability, 'aria-label': `Probability ${percent(probability)}` });
  return el('li', { class: rank === 1 ? 'suspect first' : 'suspect' },
    el('div', { class: 'odds' }, el('strong', {}, percent(probability)), meter),
    el('div', { class: 'what' },
      el('h3', {}, change.title),
      el('p', { class: 'facts' },
        el('span', { class: 'kind' }, words(change.kind)), service === null ? null : el('span', {}, service), el('span', {}, distance(change, openedAt)),
        el('span', {}, `by ${person(change.actor)}`), change.phase === 'SUCCEEDED' ? null : el('span', {}, words(change.phase)),
        change.outOfBand ? el('span', { class: 'warn' }, 'by hand, past the release tool') : null),
      diff(change.diff), reasons(why),
      path.length < 2 ? null : el('p', { class: 'path' }, 'Calls: ', path.join(' → ')),
      links(change),
      sayButtons(change, verdict)));
};

const more = (incident) => {
  const blind = incident.blindSpots.map(({ source, instance, reason }) => el('li', {}, `${source} (${instance}): ${reason}`));
  return el('footer', {},
    el('p', {}, `Probability that no change did this: ${percent(incident.noChangeProbability)}. `, incident.unseen.sentence),
    noChangeButton(incident),
    blind.length === 0 ? null : el('details', {}, el('summary', {}, `${blind.length} blind ${blind.length === 1 ? 'spot' : 'spots'} before it began`), el('ul', {}, blind)));
};

/** One incident as an article; `others` are the suspects behind the first two. */
export const card = (incident) => {
  const { id, status, severity, headline, environment, services, openedAt, resolvedAt, alertCount, suspects } = incident;
  const shown = suspects.slice(0, 2);
  const others = suspects.slice(2);
  const list = (some) => el('ol', { class: 'suspects' }, some.map((one) => suspect(one, openedAt)));
  return el('article', { class: `incident ${status.toLowerCase()}`, 'data-id': id, 'aria-labelledby': `h-${id}` },
    el('p', { class: 'facts' }, pill(status, 'status'), pill(severity, 'severity'), el('span', {}, environment), el('span', {}, services.join(', ') || 'no known service'),
      el('span', {}, `${alertCount} ${alertCount === 1 ? 'alert' : 'alerts'}`), el('span', {}, 'opened ', when(openedAt)),
      resolvedAt === null ? null : el('span', {}, 'resolved ', when(resolvedAt))),
    el('h2', { id: `h-${id}` }, headline),
    suspects.length === 0 ? el('p', { class: 'no-suspect' }, 'No change is a suspect.') : list(shown),
    others.length === 0 ? null : el('details', {}, el('summary', {}, `${others.length} less probable`), list(others)),
    saidOf(incident),
    more(incident));
};
