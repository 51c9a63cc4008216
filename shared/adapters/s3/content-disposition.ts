/** How a download is named: RFC 6266 with the UTF-8 form of RFC 8187 (once RFC 5987). */

/** For readers that know the old form alone: Vietnamese less its marks, anything else but ASCII as `_`. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .replace(/[^\x20-\x7e]|["\\%]/gu, '_');

/** `encodeURIComponent` leaves these as they are; RFC 8187 does not. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export const attachment = (fileName: string): string =>
  `attachment; filename="${plain(fileName)}"; filename*=UTF-8''${encoded(fileName)}`;
