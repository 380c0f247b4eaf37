import { sharedToken } from '../../provider/signature.js';

/** The plugin signs nothing and sets no header of one's own: its token is the password in the URL (`https://culprit:<token>@…`), or part of the address. */
export const { verify, sign } = sharedToken();
