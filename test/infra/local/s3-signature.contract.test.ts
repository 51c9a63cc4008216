import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, describe, expect, it } from 'vitest';
import { BUCKET, CREDENTIALS, clientOf, codeOf, s3, sendSigned, stopS3 } from './s3-fixture.ts';

afterEach(stopS3);

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

async function withObject(key = 'báo cáo/tháng 10.csv', body = 'a;b\n') {
  const fixture = await s3();
  await fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  return fixture;
}

async function refusal(response: Response): Promise<[number, string | undefined]> {
  return [response.status, codeOf(await response.text())];
}

describe('a signature in the header', () => {
  it.each([
    [
      'a wrong secret',
      { ...CREDENTIALS, secretAccessKey: 'wrong' },
      CREDENTIALS.region,
      'SignatureDoesNotMatch',
      403,
    ],
    [
      'an unknown key',
      { ...CREDENTIALS, accessKeyId: 'AKIAOTHER' },
      CREDENTIALS.region,
      'InvalidAccessKeyId',
      403,
    ],
    ['another region', CREDENTIALS, 'eu-west-1', 'AuthorizationHeaderMalformed', 400],
  ])('with %s is refused', async (_what, credentials, region, name, status) => {
    const { url } = await s3();
    const client = clientOf(url, credentials, region);
    await expect(client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
  });

  it('is refused when the clocks are more than 15 minutes apart', async () => {
    const fixture = await withObject();
    const read = () => sendSigned(fixture.url, { path: `/${BUCKET}/a` });
    fixture.advance(14 * MINUTE_MS);
    expect(await refusal(await read())).toEqual([404, 'NoSuchKey']);
    fixture.advance(2 * MINUTE_MS);
    expect(await refusal(await read())).toEqual([403, 'RequestTimeTooSkewed']);
    fixture.advance(-32 * MINUTE_MS);
    expect(await refusal(await read())).toEqual([403, 'RequestTimeTooSkewed']);
  });

  it('is that of AWS’s own signer, for any path, query and header', async () => {
    const { url } = await s3();
    const body = 'x';
    const path = `/${BUCKET}/a%20b/%C4%91%2B%28c%29%21%27%2A~`;
    const headers = {
      'x-amz-meta-note': '  two   blanks ',
      'content-type': 'text/plain',
      'if-none-match': '*',
    };
    const put = await sendSigned(url, { method: 'PUT', path, headers, body });
    expect(put.status).toBe(200);
    const got = await sendSigned(url, {
      path,
      query: { 'response-content-type': 'text/x; a="b c"', 'x-id': '' },
    });
    expect([got.status, await got.text(), got.headers.get('content-type')]).toEqual([
      200,
      body,
      'text/x; a="b c"',
    ]);
  });

  it('must be there', async () => {
    const { url } = await withObject();
    expect(await refusal(await fetch(`${url}/${BUCKET}/a`))).toEqual([403, 'AccessDenied']);
    const rubbish = {
      headers: { authorization: 'AWS4-HMAC-SHA256 rubbish', 'x-amz-date': '20261013T120000Z' },
    };
    expect(await refusal(await fetch(`${url}/${BUCKET}/a`, rubbish))).toEqual([
      400,
      'AuthorizationHeaderMalformed',
    ]);
    const basic = { headers: { authorization: 'Basic YTpi' } };
    expect(await refusal(await fetch(`${url}/${BUCKET}/a`, basic))).toEqual([
      400,
      'AuthorizationHeaderMalformed',
    ]);
  });

  it('covers the body: other bytes are refused and nothing is stored', async () => {
    const { url, client } = await s3();
    const headers = { 'x-amz-content-sha256': createHash('sha256').update('signed').digest('hex') };
    const response = await sendSigned(url, { method: 'PUT', path: `/${BUCKET}/a`, headers, body: 'other!' });
    expect(await refusal(response)).toEqual([400, 'XAmzContentSHA256Mismatch']);
    await expect(client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });
});

describe('a presigned URL', () => {
  it('opens the object until it expires', async () => {
    const fixture = await withObject();
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'báo cáo/tháng 10.csv' });
    const url = await getSignedUrl(fixture.client, command, { expiresIn: 300 });
    expect(await (await fetch(url)).text()).toBe('a;b\n');
    fixture.advance(299_000);
    expect((await fetch(url)).status).toBe(200);
    fixture.advance(2_000);
    const expired = await fetch(url);
    const text = await expired.text();
    expect([expired.status, codeOf(text)]).toEqual([403, 'AccessDenied']);
    expect(text).toContain('<Message>Request has expired</Message>');
    expect(text).toContain('<X-Amz-Expires>300</X-Amz-Expires>');
  });

  it('is refused when anything in it was changed', async () => {
    const fixture = await withObject('a');
    await fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'b', Body: 'secret' }));
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'a' });
    const url = await getSignedUrl(fixture.client, command, { expiresIn: 300 });
    const changed = [
      url.replace(`/${BUCKET}/a?`, `/${BUCKET}/b?`),
      url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'),
      `${url}&response-content-type=text%2Fhtml`,
      url.replace(/Signature=./, (found) => (found.endsWith('0') ? 'Signature=1' : 'Signature=0')),
      url.replace(
        /X-Amz-Date=\d{8}T\d\d/,
        (found) => `${found.slice(0, -2)}${found.endsWith('00') ? '01' : '00'}`,
      ),
    ];
    for (const tampered of changed) {
      const response = await fetch(tampered);
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain('secret');
    }
    for (const method of ['PUT', 'DELETE', 'HEAD']) {
      expect((await fetch(url, { method })).status).toBe(403);
    }
    expect((await fetch(url)).status).toBe(200);
  });

  it('is refused when it was signed with a wrong secret', async () => {
    const { url } = await withObject('a');
    const client = clientOf(url, { ...CREDENTIALS, secretAccessKey: 'wrong' });
    const signed = await getSignedUrl(client, new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(await refusal(await fetch(signed))).toEqual([403, 'SignatureDoesNotMatch']);
  });

  it('must have all its parts and last a week at most', async () => {
    const fixture = await withObject('a');
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'a' });
    const url = await getSignedUrl(fixture.client, command, { expiresIn: 7 * 24 * 3_600 });
    expect((await fetch(url)).status).toBe(200);
    for (const part of ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders']) {
      const without = new URL(url);
      without.searchParams.delete(`X-Amz-${part}`);
      expect(await refusal(await fetch(without))).toEqual([400, 'AuthorizationQueryParametersError']);
    }
    for (const expires of ['604801', '-1', 'soon', '1.5']) {
      const other = url.replace('X-Amz-Expires=604800', `X-Amz-Expires=${expires}`);
      expect(await refusal(await fetch(other))).toEqual([400, 'AuthorizationQueryParametersError']);
    }
    const withoutSignature = url.replace(/&X-Amz-Signature=\w+/, '');
    expect(await refusal(await fetch(withoutSignature))).toEqual([400, 'AuthorizationQueryParametersError']);
  });

  it('is not good before its day', async () => {
    const fixture = await withObject('a');
    const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'a' });
    const signingDate = new Date(Date.now() + DAY_MS);
    const url = await getSignedUrl(fixture.client, command, { signingDate });
    expect(await refusal(await fetch(url))).toEqual([403, 'AccessDenied']);
  });

  it('says how the browser shall name the file, with Vietnamese letters', async () => {
    const fixture = await withObject('a');
    const disposition = `attachment; filename="bao-cao.csv"; filename*=UTF-8''${encodeURIComponent('báo cáo tháng 10.csv')}`;
    const command = new GetObjectCommand({
      Bucket: BUCKET,
      Key: 'a',
      ResponseContentDisposition: disposition,
      ResponseContentType: 'text/csv; charset=utf-8',
      ResponseCacheControl: 'private, no-store',
    });
    const response = await fetch(await getSignedUrl(fixture.client, command));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-disposition': disposition,
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'private, no-store',
    });
    const plain = new GetObjectCommand({
      Bucket: BUCKET,
      Key: 'a',
      ResponseContentDisposition: 'attachment; filename="điểm.csv"',
    });
    expect(await refusal(await fetch(await getSignedUrl(fixture.client, plain)))).toEqual([
      400,
      'InvalidArgument',
    ]);
  });

  it('serves ranges to a downloader', async () => {
    const fixture = await withObject('a', '0123456789');
    const url = await getSignedUrl(fixture.client, new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    const response = await fetch(url, { headers: { range: 'bytes=2-3' } });
    expect([response.status, await response.text()]).toEqual([206, '23']);
  });

  it('may be one for PUT: the body is the sender’s, conditions and metadata are the signer’s', async () => {
    const fixture = await s3();
    const command = new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'upload',
      ContentType: 'text/csv',
      Metadata: { by: 'signer', name: 'đảng' },
      IfNoneMatch: '*',
    });
    const url = await getSignedUrl(fixture.client, command, {
      signableHeaders: new Set(['host', 'if-none-match', 'content-type']),
    });
    const upload = (headers: Record<string, string>): Promise<Response> =>
      fetch(url, { method: 'PUT', body: 'sent', headers });
    expect(await refusal(await upload({ 'content-type': 'text/csv' }))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    const right = { 'content-type': 'text/csv', 'if-none-match': '*' };
    expect(await refusal(await upload({ ...right, 'x-amz-meta-by': 'sender' }))).toEqual([
      403,
      'AccessDenied',
    ]);
    expect((await upload(right)).status).toBe(200);
    expect(await refusal(await upload(right))).toEqual([412, 'PreconditionFailed']);
    const got = await fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'upload' }));
    expect(got).toMatchObject({
      ContentType: 'text/csv',
      Metadata: { by: 'signer', name: '=?UTF-8?B?xJHhuqNuZw==?=' },
    });
  });
});
