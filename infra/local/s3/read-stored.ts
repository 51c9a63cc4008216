import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { LocalStackError } from '../errors.ts';

/**
 * Reads a file that an earlier run wrote.
 *
 * @throws LocalStackError naming the file when it cannot be understood
 */
export async function readStored<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new LocalStackError(
      {
        vi: `Không đọc được ${file}. Hãy xóa tệp này (mất đối tượng đó) hoặc chạy npm start -- --reset để làm lại từ đầu.`,
        en: `${file} cannot be read. Delete it (that object is lost), or run npm start -- --reset to begin afresh.`,
      },
      { cause },
    );
  }
}
