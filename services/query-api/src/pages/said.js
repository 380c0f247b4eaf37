import { el, when } from './dom.js';

const button = (say, text, { id, title } = {}, pressed = false) =>
  el('button', { type: 'button', class: 'say', 'data-say': say, 'data-change': id, 'aria-pressed': String(pressed), 'aria-label': title === undefined ? text : `${text}: ${title}` }, text);

/** What a person may say of one suspect; what was said last is pressed. */
export const sayButtons = (change, verdict) =>
  el('p', { class: 'says' }, button('confirm', 'This did it', change, verdict === 'CONFIRMED'), button('dismiss', 'Not this one', change, verdict === 'DISMISSED'));

const takenBack = (word, i, feedback) =>
  feedback.slice(i + 1).some((later) => later.changeId === word.changeId || (word.verdict === 'CONFIRMED' && later.changeId === null) || (word.changeId === null && later.verdict === 'CONFIRMED'));

/** Whether that no change did it is what was said last. */
const saysNoChange = (feedback) => feedback.some((word, i) => word.changeId === null && word.verdict === 'DISMISSED' && !takenBack(word, i, feedback));

export const noChangeButton = ({ feedback }) => el('p', { class: 'says' }, button('dismiss', 'No change did it', {}, saysNoChange(feedback)));

const sentence = ({ changeId, verdict }, titles) => {
  if (changeId === null) return 'no change did it';
  const what = titles.has(changeId) ? `“${titles.get(changeId)}”` : `change ${changeId}`;
  return verdict === 'CONFIRMED' ? `${what} did it` : `${what} did not do it`;
};

const wordOf = (word, i, feedback, titles) => {
  const past = takenBack(word, i, feedback);
  return el('li', { class: past ? 'past' : `said-${word.verdict.toLowerCase()}` },
    el('strong', {}, word.by), `: ${sentence(word, titles)}`, word.note === null ? '' : ` (${word.note})`, ', ', when(word.at), past ? el('span', {}, ', taken back since') : null);
};

const signOf = ({ sentence: text }) => el('li', { class: 'weak' }, el('span', { class: 'pill' }, 'weak sign'), ` ${text}. Nobody has said so.`);

/** Who says what did it, newest first; where nobody does, what was undone before it ended. */
export const saidOf = ({ id, feedback, weakLabels, suspects }) => {
  if (feedback.length + weakLabels.length === 0) return null;
  const titles = new Map(suspects.flatMap(({ change, linked }) => [change, ...linked].map((one) => [one.id, one.title])));
  return el('section', { class: 'said', 'aria-labelledby': `s-${id}` }, el('h3', { id: `s-${id}` }, 'What did it'),
    el('ul', {}, feedback.map((word, i) => wordOf(word, i, feedback, titles)).reverse(), weakLabels.map(signOf)));
};
