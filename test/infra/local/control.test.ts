import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askToFire, startControl } from '../../../infra/local/control.ts';
import { LocalStackError } from '../../../infra/local/errors.ts';
import { type Listening, listen } from '../../../infra/local/listen.ts';

describe('a running stack, asked from another terminal', () => {
  const fired: string[] = [];
  let control: Listening;

  beforeAll(async () => {
    control = await startControl({
      port: 0,
      fire: async (name) => {
        if (name === 'broken') throw new Error('it went wrong');
        fired.push(name);
      },
    });
  });
  afterAll(() => control.stop());

  it('fires a schedule by its name', async () => {
    await askToFire(control.url, 'đóng kỳ/10');
    expect(fired).toEqual(['đóng kỳ/10']);
  });

  it('passes on why a schedule failed', async () => {
    const asked = askToFire(control.url, 'broken');
    await expect(asked).rejects.toThrow(LocalStackError);
    await expect(asked).rejects.toThrow('it went wrong');
  });

  it('does not obey a page in a browser, which cannot send the header', async () => {
    const response = await fetch(`${control.url}/fire/x`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(fired).not.toContain('x');
  });

  it('says that no stack runs, with the remedy', async () => {
    const { url, stop } = await listen(createServer(), 0, 'test');
    await stop();
    await expect(askToFire(url, 'any')).rejects.toThrow('npm start');
  });
});
