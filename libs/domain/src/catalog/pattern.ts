/** A pattern in which `*` stands for any text, as a test. Linear: no backtracking whatever the pattern or the text. */
export const patternOf = (pattern: string): ((text: string) => boolean) => {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return (text) => text === head;
  return (text) => {
    if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
    let from = head.length;
    for (const part of rest) {
      const found = text.indexOf(part, from);
      if (found === -1 || found + part.length > text.length - tail.length) return false;
      from = found + part.length;
    }
    return true;
  };
};
