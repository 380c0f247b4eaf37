// Everything shown was written by strangers: text only ever becomes text nodes, and only http(s) addresses become links.

export const el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
};

export const link = (address, text) => {
  if (!URL.canParse(address ?? '')) return null;
  const { protocol, href } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return el('a', { href, rel: 'noopener noreferrer', target: '_blank' }, text);
};

const units = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]];

/** 75 → "1 min", in the largest unit that fits, rounded. */
export const span = (seconds) => {
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['s', 1];
  return `${Math.round(seconds / size)} ${unit}`;
};

export const ago = (time) => {
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  return seconds < 1 ? 'just now' : `${span(seconds)} ago`;
};

export const when = (time) => el('time', { datetime: time, title: new Date(time).toLocaleString(), 'data-ago': true }, ago(time));

export const percent = (probability) => {
  if (probability > 0 && probability < 0.01) return '< 1 %';
  return probability >= 0.995 && probability < 1 ? '> 99 %' : `${Math.round(probability * 100)} %`;
};
