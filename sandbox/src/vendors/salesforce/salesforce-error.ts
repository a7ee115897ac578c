/** An error as the REST API answers it: a status and a list of one. */
export class SalesforceError extends Error {
  readonly status: number;
  readonly body: { message: string; errorCode: string; fields?: readonly string[] } & Record<
    string,
    unknown
  >;

  constructor(
    status: number,
    errorCode: string,
    message: string,
    more: { fields?: readonly string[] } & Record<string, unknown> = {},
  ) {
    super(message);
    this.status = status;
    this.body = { message, errorCode, ...more };
  }

  toResponse(): Response {
    return Response.json([this.body], { status: this.status });
  }
}
