/** What people read, in both languages. */

export type Bilingual = { readonly vi: string; readonly en: string };
