import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSecurity } from '../../infra/security.ts';
import { addStage, createApp, readSources } from '../../infra/synthesize.ts';
import { writeStubs } from './assembly.ts';

describe('security rules', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nennep-nag-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('the app breaks none', async () => {
    const app = createApp({ outdir: join(directory, 'out') });
    addStage(app, 'production', await readSources(app.outdir, writeStubs(join(directory, 'functions'))));
    checkSecurity(app);
    expect(() => app.synth()).not.toThrow();
  });

  test('a bucket open to plain HTTP fails the synthesis', () => {
    const app = createApp({ outdir: join(directory, 'out') });
    new CfnBucket(new Stack(app, 'Planted'), 'Bucket');
    checkSecurity(app);
    expect(() => app.synth()).toThrow();
    const report = readFileSync(join(directory, 'out', 'validation-report.json'), 'utf8');
    expect(report).toContain('AwsSolutions-S10');
  });

  test('a property that CloudFormation does not know fails the synthesis of what is deployed', () => {
    const app = createApp({ outdir: join(directory, 'out'), validate: true });
    new CfnBucket(new Stack(app, 'Planted'), 'Bucket').addPropertyOverride('NoSuchProperty', true);
    expect(() => app.synth()).toThrow();
  });
});
