import { readFile } from 'node:fs/promises';
import { isObject } from '../json.ts';
import type { Bucket } from './bucket.ts';
import { receiveText } from './receive-body.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { type S3Response, xmlResponse } from './s3-response.ts';
import { readXml, writeXml } from './xml.ts';

const MOST_KEYS = 1_000;

function keysOf(text: string): { readonly keys: readonly string[]; readonly quiet: boolean } {
  const { Object: objects, Quiet: quiet } = readXml(text, 'Delete', ['Object']);
  const keys = (Array.isArray(objects) ? objects : []).map((object) =>
    isObject(object) ? object.Key : undefined,
  );
  if (keys.length === 0 || keys.length > MOST_KEYS || !keys.every((key) => typeof key === 'string')) {
    throw new S3Error('MalformedXML', 'The XML you provided must name 1 to 1000 objects');
  }
  return { keys, quiet: quiet === 'true' };
}

/** DeleteObjects: up to 1,000 keys; one that is not there counts as deleted. */
export async function deleteObjects(
  request: S3Request,
  bucket: Bucket,
  payloadHash: string,
): Promise<S3Response> {
  const verified = Object.keys(request.headers).some(
    (name) => name === 'content-md5' || name === 'x-amz-trailer' || name.startsWith('x-amz-checksum-'),
  );
  if (!verified) throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
  const text = await receiveText(request, payloadHash, bucket.newDataPath(), (file) =>
    readFile(file, 'utf8'),
  );
  const { keys, quiet } = keysOf(text);
  for (const key of keys) await bucket.delete(key, () => {});
  return xmlResponse(writeXml('DeleteResult', { Deleted: quiet ? [] : keys.map((key) => ({ Key: key })) }));
}
