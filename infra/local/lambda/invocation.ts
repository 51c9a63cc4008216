/** What an invocation came to, as the Invoke API tells it. A function that failed is an answer, not an exception. */
export type InvocationResult = {
  requestId: string;
  /** JSON text: the handler's answer, or `{errorType, errorMessage, trace?}` with {@link functionError} set. */
  payload: string;
  /** Set when the handler threw, timed out, or its process died. */
  functionError?: 'Unhandled';
};

/** Invokes a function by name and waits for its answer. `payload` is JSON text. */
export type Invoke = (functionName: string, payload: string) => Promise<InvocationResult>;

/** The Invoke API refuses before a function runs. `status` and `code` are those of AWS. */
export class InvokeRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'InvokeRefused';
    this.status = status;
    this.code = code;
  }
}

/** Every reserved execution of the function is busy (429 TooManyRequestsException). */
export const throttled = (): InvokeRefused =>
  new InvokeRefused(429, 'TooManyRequestsException', 'Rate Exceeded.');

/** No such function (404 ResourceNotFoundException). */
export const functionNotFound = (arn: string): InvokeRefused =>
  new InvokeRefused(404, 'ResourceNotFoundException', `Function not found: ${arn}`);

/** A function that was invoked and waited for has failed; the message holds what it said. */
export class FunctionFailed extends Error {
  /** JSON text: `{errorType, errorMessage, trace?}`. */
  readonly payload: string;

  constructor(functionName: string, payload: string) {
    super(`${functionName} failed: ${payload}`);
    this.name = 'FunctionFailed';
    this.payload = payload;
  }
}
