import { ask, Unauthenticated } from './api.js';

const NAME = 'culprit-name';
const byId = (id) => document.getElementById(id);

const TITLES = { confirm: 'This did it', dismiss: 'Not this one', none: 'No change did it' };
const mutation = (fields) => ({
  confirm: `mutation Confirm($incidentId: ID!, $changeId: ID!, $by: String, $note: String) { said: confirmSuspect(incidentId: $incidentId, changeId: $changeId, by: $by, note: $note) { ${fields} } }`,
  dismiss: `mutation Dismiss($incidentId: ID!, $changeId: ID, $by: String, $note: String) { said: dismissSuspect(incidentId: $incidentId, changeId: $changeId, by: $by, note: $note) { ${fields} } }`,
});

/**
 * The dialog in which somebody says what did it. `fields` of the incident are what is read of it afterwards; `said(incident, asked)` is called
 * with them, `refused()` where a token is needed.
 */
export const sayDialog = (fields, { said, refused }) => {
  const queries = mutation(fields);
  const dialog = byId('say');
  let asked;

  byId('say-cancel').addEventListener('click', () => dialog.close());
  byId('say-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const send = byId('say-form').querySelector('[type=submit]');
    if (send.disabled) return;
    send.disabled = true;
    byId('say-fault').textContent = '';
    const by = byId('say-by').value.trim();
    localStorage.setItem(NAME, by);
    try {
      const { incidentId, changeId, say } = asked;
      const answer = await ask(queries[say], { incidentId, changeId, by, note: byId('say-note').value.trim() || undefined });
      dialog.close();
      said(answer.said, asked);
    } catch (error) {
      if (error instanceof Unauthenticated) {
        dialog.close();
        return refused();
      }
      byId('say-fault').textContent = `That was not recorded: ${error.message}`;
    } finally {
      send.disabled = false;
    }
  });

  return (next) => {
    asked = next;
    byId('say-title').textContent = TITLES[next.say === 'dismiss' && next.changeId === undefined ? 'none' : next.say];
    byId('say-of').textContent = next.of;
    byId('say-by').value = localStorage.getItem(NAME) ?? '';
    byId('say-note').value = '';
    byId('say-fault').textContent = '';
    dialog.showModal();
    byId(byId('say-by').value === '' ? 'say-by' : 'say-note').focus();
  };
};
