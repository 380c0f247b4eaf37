/** `UpdateFunctionCode20150331v2`, `TargetResponseTime`, `HTTPCode_Target_5XX` as words: what stands in capitals stays so. */
export const wordsOf = (name: string): string =>
  name.replace(/20\d{6}(v\d)?$/, '').replaceAll(/[_\s]+/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/(\d)([A-Z][a-z])/g, '$1 $2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(' ').map((word, at) => (at === 0 || /^[A-Z0-9]{2,}s?$/.test(word) ? word : word.toLowerCase())).join(' ').trim();
