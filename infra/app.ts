/** Entry of the CDK's CLI: what can be deployed, one line a stage. */
import { checkSecurity } from './security.ts';
import { addStage, createApp, readSources } from './synthesize.ts';

const app = createApp({ validate: true });
const sources = await readSources(app.outdir);
addStage(app, 'pilot', sources);
addStage(app, 'production', sources);
checkSecurity(app);
app.synth();
