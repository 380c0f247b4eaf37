export const SMALL = 1;
export const CAPITAL = 2;
export const DIGIT = 3;
/** What joins the parts of a token or of a path. */
export const JOINT = 4;

/** The sort of each ASCII character; 0 for what is in no token. */
export const sorts = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (/[a-z]/.test(letter)) return SMALL;
  if (/[A-Z]/.test(letter)) return CAPITAL;
  if (/\d/.test(letter)) return DIGIT;
  return /[+_=%/-]/.test(letter) ? JOINT : 0;
});
