/** Helpers of the tests that encode rows without publishing an export. */

export async function* batches<T>(...given: (readonly T[])[]): AsyncGenerator<readonly T[]> {
  yield* given;
}

export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
