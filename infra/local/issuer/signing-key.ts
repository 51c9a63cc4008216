import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CryptoKey, JWK } from 'jose';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import { LocalStackError } from '../errors.ts';

const ALGORITHM = 'RS256';

/** The key pair that signs the local tokens. */
export type SigningKey = {
  readonly privateKey: CryptoKey;
  /** What the JWKS publishes: the public half, with `kid`, `alg` and `use`. */
  readonly publicJwk: JWK;
  /** Secret bytes that live as long as the key; client secrets are derived from them. */
  readonly seed: string;
};

async function storedJwk(file: string): Promise<JWK | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  return JSON.parse(text);
}

async function storeJwk(directory: string, file: string, jwk: JWK): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(jwk), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function newJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}

async function signingKeyOf(jwk: JWK): Promise<SigningKey> {
  const privateKey = await importJWK(jwk, ALGORITHM);
  if (privateKey instanceof Uint8Array || typeof jwk.d !== 'string') {
    throw new Error('not an RSA private key');
  }
  const kid = await calculateJwkThumbprint(jwk);
  const { n, e } = jwk;
  if (n === undefined || e === undefined) {
    throw new Error('not an RSA key');
  }
  return {
    privateKey,
    publicJwk: { kty: 'RSA', n, e, kid, alg: ALGORITHM, use: 'sig' },
    seed: jwk.d,
  };
}

/**
 * The key of an earlier run, so that tokens stay good across restarts, or a new one.
 *
 * @param dataDir null: a new key that is written nowhere
 * @throws Error naming the file if a stored key cannot be read
 */
export async function openSigningKey(dataDir: string | null): Promise<SigningKey> {
  if (dataDir === null) {
    return signingKeyOf(await newJwk());
  }
  const directory = join(dataDir, 'issuer');
  const file = join(directory, 'signing-key.json');
  try {
    const stored = await storedJwk(file);
    const jwk = stored ?? (await newJwk());
    if (stored === undefined) {
      await storeJwk(directory, file, jwk);
    }
    return await signingKeyOf(jwk);
  } catch (error) {
    throw new LocalStackError(
      {
        vi: `Không dùng được khóa ký ${file}. Hãy xóa tệp này để tạo khóa mới; các mã truy cập đã cấp sẽ hết hiệu lực.`,
        en: `The signing key ${file} cannot be used. Delete it to get a new one; tokens issued so far end with it.`,
      },
      { cause: error },
    );
  }
}
