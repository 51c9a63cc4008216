import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { ContentionError } from '../../shared/adapters/dynamodb/requests.ts';
import { isLasting } from '../../shared/jobs/lasting-error.ts';
import { NewerCodeError, UnsettledFoldError } from '../../shared/jobs/put-rows.ts';

const ofService = { $metadata: {}, message: 'no' };
const named = (name: string, more: object = {}) => Object.assign(new Error('no'), { name, ...more });

it.each([
  new ProvisionedThroughputExceededException(ofService),
  new InternalServerError(ofService),
  new ResourceNotFoundException(ofService),
  named('AccessDeniedException', { $fault: 'client' }),
  named('TimeoutError'),
  named('AbortError'),
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }),
  Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  new ContentionError('100 keys unanswered'),
  new NewerCodeError('stored by newer code'),
  new UnsettledFoldError('10 times'),
])('%s passes', (error) => {
  expect(isLasting(error)).toBe(false);
});

it.each([
  new Error('criteria set a/1 not given'),
  new TypeError('x is undefined'),
  new RangeError('no such month'),
  Object.assign(new TypeError('must be a string'), { code: 'ERR_INVALID_ARG_TYPE' }),
  z.string().safeParse(1).error ?? new Error(),
  named('ValidationException', { $fault: 'client', $metadata: {} }),
])('%s comes again', (error) => {
  expect(isLasting(error)).toBe(true);
});
