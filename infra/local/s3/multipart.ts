import type { Bucket } from './bucket.ts';
import { CHECKSUM_ALGORITHMS } from './checksum.ts';
import { checksumElement, removeUpload } from './complete-upload.ts';
import { wholeSecond } from './put-object.ts';
import { receiveBody } from './receive-body.ts';
import { S3Error } from './s3-error.ts';
import { amzSetting, parameterOf, type S3Request, userMetadata } from './s3-request.ts';
import { type S3Response, xmlResponse } from './s3-response.ts';
import { attributesOf, checksumHeaders } from './stored-object.ts';
import type { Upload, Uploads } from './uploads.ts';
import { writeXml } from './xml.ts';

const MOST_PARTS = 10_000;
function checksumPlanOf(request: S3Request): Upload['checksum'] {
  const name = amzSetting(request, 'x-amz-checksum-algorithm');
  if (name === undefined) return null;
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known.toUpperCase() === name.toUpperCase());
  if (algorithm === undefined) {
    throw new S3Error('InvalidRequest', `Checksum algorithm provided is unsupported: ${name}`);
  }
  const usual = algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE';
  const wanted = amzSetting(request, 'x-amz-checksum-type') ?? usual;
  const possible = algorithm.startsWith('crc')
    ? wanted === 'FULL_OBJECT' || usual === wanted
    : wanted === usual;
  if (!possible || (wanted !== 'FULL_OBJECT' && wanted !== 'COMPOSITE')) {
    throw new S3Error(
      'InvalidRequest',
      `The ${wanted} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return { algorithm, type: wanted };
}

/** CreateMultipartUpload. */
export async function createUpload(
  request: S3Request,
  bucket: Bucket,
  uploads: Uploads,
  key: string,
  now: Date,
): Promise<S3Response> {
  const checksum = checksumPlanOf(request);
  const attributes = attributesOf(request, userMetadata(request));
  const upload = await uploads.create({ ...attributes, key, initiated: now.toISOString(), checksum });
  const response = xmlResponse(
    writeXml('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: upload.uploadId }),
  );
  if (checksum === null) return response;
  const headers = {
    'x-amz-checksum-algorithm': checksum.algorithm.toUpperCase(),
    'x-amz-checksum-type': checksum.type,
  };
  return { ...response, headers: { ...response.headers, ...headers } };
}

/** UploadPart; a part sent again replaces the one before. */
export async function uploadPart(
  request: S3Request,
  bucket: Bucket,
  uploads: Uploads,
  key: string,
  payloadHash: string,
  now: Date,
): Promise<S3Response> {
  const number = parameterOf(request, 'partNumber') ?? '';
  const partNumber = Number(number);
  if (!/^\d+$/.test(number) || partNumber < 1 || partNumber > MOST_PARTS) {
    throw new S3Error(
      'InvalidArgument',
      `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`,
      {
        ArgumentName: 'partNumber',
        ArgumentValue: number,
      },
    );
  }
  const uploadId = parameterOf(request, 'uploadId') ?? '';
  uploads.get(uploadId, key);
  const received = await receiveBody(request, payloadHash, bucket.newDataPath());
  try {
    await uploads.change(uploadId, key, async (open) => {
      const sent = Object.keys(received.checksums)[0];
      if (open.upload.checksum !== null && sent !== undefined && sent !== open.upload.checksum.algorithm) {
        throw new S3Error(
          'InvalidRequest',
          `Checksum Type mismatch occurred, expected checksum Type: ${open.upload.checksum.algorithm}, actual checksum Type: ${sent}`,
        );
      }
      const replaced = await uploads.addPart(open, partNumber, received, wholeSecond(now));
      if (replaced !== undefined) await bucket.discard(replaced.dataFile);
    });
  } catch (error) {
    await bucket.discard(received.dataFile);
    throw error;
  }
  const checksum = checksumHeaders({ checksums: received.checksums, checksumType: 'FULL_OBJECT' });
  return { status: 200, headers: { etag: `"${received.etag}"`, ...checksum } };
}

/** AbortMultipartUpload. */
export async function abortUpload(
  request: S3Request,
  bucket: Bucket,
  uploads: Uploads,
  key: string,
): Promise<S3Response> {
  const uploadId = parameterOf(request, 'uploadId') ?? '';
  await uploads.change(uploadId, key, (open) => removeUpload(bucket, uploads, open));
  return { status: 204, headers: {} };
}

/** ListParts. */
export function listParts(request: S3Request, bucket: Bucket, uploads: Uploads, key: string): S3Response {
  const { upload, parts } = uploads.get(parameterOf(request, 'uploadId') ?? '', key);
  const after = Number(parameterOf(request, 'part-number-marker') ?? 0);
  const most = Math.min(Number(parameterOf(request, 'max-parts') ?? 1_000), 1_000);
  const rest = [...parts.values()]
    .filter(({ partNumber }) => partNumber > after)
    .sort((left, right) => left.partNumber - right.partNumber);
  const page = rest.slice(0, most);
  const truncated = rest.length > page.length;
  return xmlResponse(
    writeXml('ListPartsResult', {
      Bucket: bucket.name,
      Key: key,
      UploadId: upload.uploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: truncated ? page.at(-1)?.partNumber : undefined,
      MaxParts: most,
      IsTruncated: truncated,
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
      ChecksumType: upload.checksum?.type,
      Part: page.map((part) => ({
        PartNumber: part.partNumber,
        LastModified: part.lastModified,
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...Object.fromEntries(
          CHECKSUM_ALGORITHMS.map((algorithm) => [checksumElement(algorithm), part.checksums[algorithm]]),
        ),
      })),
    }),
  );
}
