import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error.ts';

/** The checksum algorithms of S3 that are verified and kept, by the end of their header's name. */
export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Takes bytes piece by piece; `digest` is called once. */
export type Checksum = { update(bytes: Buffer): void; digest(): Buffer };

const LENGTHS: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

/** Castagnoli's polynomial, reversed. */
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1;
  return rest;
});

/** The polynomial of NVM Express, reversed; each entry as a high and a low half, since BigInt is slow. */
const CRC64_TABLE = ((): { high: Uint32Array; low: Uint32Array } => {
  const [high, low] = [new Uint32Array(256), new Uint32Array(256)];
  for (let byte = 0; byte < 256; byte += 1) {
    let rest = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1n ? (rest >> 1n) ^ 0x9a6c9329ac4bc9b5n : rest >> 1n;
    high[byte] = Number(rest >> 32n);
    low[byte] = Number(rest & 0xffffffffn);
  }
  return { high, low };
})();

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function crc32Checksum(): Checksum {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => uint32(value),
  };
}

function crc32cChecksum(): Checksum {
  let value = 0xffffffff;
  return {
    update: (bytes) => {
      for (const byte of bytes) value = (CRC32C_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    },
    digest: () => uint32(value ^ 0xffffffff),
  };
}

function crc64nvmeChecksum(): Checksum {
  let [high, low] = [0xffffffff, 0xffffffff];
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = (CRC64_TABLE.low[index] ?? 0) ^ ((low >>> 8) | (high << 24));
        high = (CRC64_TABLE.high[index] ?? 0) ^ (high >>> 8);
      }
    },
    digest: () => Buffer.concat([uint32(high ^ 0xffffffff), uint32(low ^ 0xffffffff)]),
  };
}

export function startChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case 'crc32':
      return crc32Checksum();
    case 'crc32c':
      return crc32cChecksum();
    case 'crc64nvme':
      return crc64nvmeChecksum();
    default: {
      const hash = createHash(algorithm);
      return { update: (bytes) => hash.update(bytes), digest: () => hash.digest() };
    }
  }
}

/** The algorithm that a header or trailer such as `x-amz-checksum-crc32` names; undefined for other headers. */
export function checksumAlgorithmOf(headerName: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => headerName === `x-amz-checksum-${algorithm}`);
}

/** @throws S3Error InvalidRequest for a text that cannot be a checksum of this kind */
export function assertChecksumText(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== LENGTHS[algorithm] || bytes.toString('base64') !== value) {
    throw new S3Error('InvalidRequest', `Value for x-amz-checksum-${algorithm} header is invalid.`);
  }
}

/** @throws S3Error BadDigest when the sender's checksum is not that of the bytes received */
export function assertChecksum(algorithm: ChecksumAlgorithm, claimed: string, calculated: string): void {
  if (claimed === calculated) return;
  throw new S3Error(
    'BadDigest',
    `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
  );
}
