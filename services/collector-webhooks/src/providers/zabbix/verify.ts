import { sharedToken } from '../../provider/signature.js';

/** Zabbix cannot sign. Our media type shows a token as `Authorization: Bearer`. */
export const { verify, sign } = sharedToken();
