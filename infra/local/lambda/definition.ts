/** A function as the template describes it, and where its code lies. */
export type FunctionDefinition = {
  name: string;
  logicalId: string;
  arn: string;
  /** `index.handler`. */
  handler: string;
  codeDirectory: string;
  /** The template's own variables, without those that Lambda sets. */
  environment: Readonly<Record<string, string>>;
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** Its name, as the function can read it; logs go to a file. */
  logGroup: string;
  /** ReservedConcurrentExecutions; null when the function has none and shares the account's. */
  reservedConcurrency: number | null;
};

/** The variables that Lambda itself sets for every function of `definition`. */
export function lambdaEnvironment(
  definition: FunctionDefinition,
  region: string,
): Readonly<Record<string, string>> {
  return {
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_REGION: region,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LAMBDA_TASK_ROOT: definition.codeDirectory,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: definition.handler,
  };
}
