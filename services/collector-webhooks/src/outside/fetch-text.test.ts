import { describe, expect, it } from '@jest/globals';
import { fetchText, remembering } from './fetch-text.js';
import { isPublic } from './public-address.js';

describe('what we visit for a sender', () => {
  it.each(['8.8.8.8', '2606:4700::1111'])('%s is public', (address) => expect(isPublic(address)).toBe(true));
  it.each([
    '127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1',
    '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '::7f00:1', 'not an address', '',
  ])('%s is not', (address) => expect(isPublic(address)).toBe(false));

  it.each([
    ['http://sns.us-east-1.amazonaws.com/', /no https address/], ['file:///etc/passwd', /no https address/], ['https://user@sns.us-east-1.amazonaws.com/', /user in it/],
    ['https://169.254.169.254/latest', /not of the public internet/], ['https://2130706433/', /not of the public internet/], ['https://0x7f.1/', /not of the public internet/],
    ['https://[::ffff:7f00:1]/', /not of the public internet/], ['gibberish', /no https address/],
  ])('%s is refused', async (address, why) => {
    await expect(fetchText(address)).rejects.toThrow(why);
  });

  it('a name that leads to this machine is refused', async () => {
    await expect(fetchText('https://localhost/')).rejects.toMatchObject({ cause: { message: expect.stringMatching(/not of the public internet/) as unknown } });
  });

  it('is asked once a day, and again after a failure', async () => {
    let asked = 0;
    let now = 0;
    const fetch = remembering(() => (++asked === 1 ? Promise.reject(new Error('away')) : Promise.resolve(`answer ${asked}`)), () => now);
    await expect(fetch('https://a.example/')).rejects.toThrow('away');
    expect([await fetch('https://a.example/'), await fetch('https://a.example/')]).toEqual(['answer 2', 'answer 2']);
    now = 25 * 3_600_000;
    expect(await fetch('https://a.example/')).toBe('answer 3');
  });
});
