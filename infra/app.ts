/** Entry of the CDK's CLI: what can be deployed, one line a stage, checked by cdk-nag. */
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addStage, createApp, readSources } from './synthesize.ts';

const app = createApp();
const sources = await readSources(app.outdir);
addStage(app, 'pilot', sources);
addStage(app, 'production', sources);

// A finding that nobody has given a reason for fails the synthesis.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
