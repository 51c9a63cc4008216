/** What the engines on this machine accept. */
export const LOCAL_CREDENTIALS = {
  region: 'ap-southeast-1',
  accessKeyId: 'LOCALTEST',
  secretAccessKey: 'local-test-secret',
};
