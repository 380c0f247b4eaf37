import { ask, subscribe, token, Unauthenticated } from './api.js';
import { card } from './card.js';
import { ago, el } from './dom.js';
import { sayDialog } from './say.js';

const PAGE = 25;
const incident = `id headline status severity environment services openedAt resolvedAt alertCount noChangeProbability revision
  unseen { sentence } blindSpots { source instance reason }
  feedback { verdict changeId by at note } weakLabels { changeId sentence }
  suspects { rank probability service verdict path reasons { contribution sentence } linked { id title }
    change { id title kind phase occurredAt outOfBand actor { name kind onBehalfOf } diff { path before after redacted } links { title url } source { provider url } } }`;
const LATEST = `query Latest($first: Int!) { incidents(first: $first) { streamCursor nodes { ${incident} } } }`;
const CHANGED = `subscription Changed($after: String) { incidentChanged(after: $after) { incident { ${incident} } } }`;
// How long to wait, s, before the list is asked again when nothing can be heard: a page without a socket lives by this.
const PATIENCE = [1, 2, 5, 10];
// What others say of a cause is on no stream: asked again this often, ms.
const REREAD = 60_000;

const byId = (id) => document.getElementById(id);
const known = new Map();
const onlyOpen = byId('only-open');

const connection = (state, text) => {
  byId('connection').dataset.state = state;
  byId('connection').textContent = text;
};

const visible = () =>
  [...known.values()]
    .filter(({ status }) => status !== 'MERGED' && (!onlyOpen.checked || status === 'OPEN'))
    .sort((a, b) => b.openedAt.localeCompare(a.openedAt) || b.id.localeCompare(a.id))
    .slice(0, PAGE);

/** Cards of which nothing changed stay as they are, so that nothing that was opened or selected is lost. */
const render = () => {
  const present = new Map([...byId('list').children].map((child) => [child.dataset.key, child]));
  const cards = visible().map((one) => {
    const key = JSON.stringify([one.id, one.revision, one.feedback, one.weakLabels]);
    const fresh = present.get(key) ?? card(one);
    fresh.dataset.key = key;
    return fresh;
  });
  byId('list').replaceChildren(...(cards.length > 0 ? cards : [el('p', { class: 'empty' }, onlyOpen.checked ? 'Nothing is open.' : 'No incident yet. Culprit is listening.')]));
  const open = [...known.values()].filter(({ status }) => status === 'OPEN').length;
  const summary = open === 0 ? 'Nothing is open' : `${open} open ${open === 1 ? 'incident' : 'incidents'}`;
  if (byId('summary').textContent !== summary) byId('summary').textContent = summary;
  document.title = open === 0 ? 'Culprit' : `(${open}) Culprit`;
};

const keep = (one) => {
  if ((known.get(one.id)?.revision ?? 0) > one.revision) return;
  known.set(one.id, one);
};

const askForToken = () => {
  connection('away', 'Token needed');
  byId('sign-in').hidden = false;
  byId('token').focus();
};

const live = async (failures) => {
  const again = (next) => setTimeout(() => void live(next), PATIENCE[Math.min(next, PATIENCE.length - 1)] * 1000);
  try {
    const { incidents } = await ask(LATEST, { first: PAGE });
    known.clear();
    incidents.nodes.forEach(keep);
    render();
    subscribe(
      { query: CHANGED, variables: { after: incidents.streamCursor } },
      {
        started: () => connection('live', 'Live'),
        next: ({ data }) => {
          if (!data) return;
          keep(data.incidentChanged.incident);
          render();
        },
        ended: () => {
          connection('polling', 'Asking again');
          again(failures + 1);
        },
      },
    );
  } catch (error) {
    if (error instanceof Unauthenticated) return askForToken();
    connection('away', 'No answer');
    again(failures + 1);
  }
};

const cardOf = (id) => [...byId('list').children].find((child) => child.dataset.id === id);
const sameButton = ({ incidentId, changeId, say }) =>
  [...(cardOf(incidentId)?.querySelectorAll('button[data-say]') ?? [])].find(({ dataset }) => dataset.say === say && dataset.change === changeId);

const say = sayDialog(incident, {
  said: (one, asked) => {
    keep(one);
    render();
    byId('said').textContent = `Recorded: ${asked.of}`;
    sameButton({ ...asked, incidentId: one.id })?.focus();
  },
  refused: askForToken,
});
byId('list').addEventListener('click', ({ target }) => {
  const button = target.closest('button[data-say]');
  if (button === null) return;
  const incidentId = button.closest('article').dataset.id;
  const one = known.get(incidentId);
  const { say: what, change: changeId } = button.dataset;
  const title = one.suspects.find(({ change }) => change.id === changeId)?.change.title;
  say({ incidentId, changeId, say: what, of: title === undefined ? one.headline : `${title} – ${one.headline}` });
});

const reread = async () => {
  if (document.hidden || byId('connection').dataset.state !== 'live') return;
  const { incidents } = await ask(LATEST, { first: PAGE });
  incidents.nodes.forEach(keep);
  render();
};
setInterval(() => void reread().catch(() => undefined), REREAD);

byId('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  token.set(byId('token').value);
  byId('sign-in').hidden = true;
  void live(0);
});
onlyOpen.addEventListener('change', render);
setInterval(() => document.querySelectorAll('time[data-ago]').forEach((time) => {
  time.textContent = ago(time.dateTime);
}), 10_000);
void live(0);
