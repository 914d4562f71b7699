/** The fields of a Graph error besides message and code. */
export interface ErrorDetails {
  subcode?: number | undefined;
  /** Default false. */
  isTransient?: boolean | undefined;
  /** The sentence for developers, `error_user_msg`. */
  userMessage?: string;
}

/** Creates an error body in Graph's format. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const createErrorBody = (
  message: string,
  code: number,
  { subcode, isTransient = false, userMessage }: ErrorDetails = {},
): object => ({
  error: {
    message,
    type: code === 190 ? 'OAuthException' : 'GraphMethodException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    is_transient: isTransient,
    ...(userMessage && { error_user_title: 'Invalid parameter', error_user_msg: userMessage }),
    fbtrace_id: createTraceId(),
  },
});

export const createTraceId = (): string => `A${Math.random().toString(36).slice(2, 14)}`;
