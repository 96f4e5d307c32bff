/** Errors that a user of the API can act on, each with a stable code. On the wire they follow RFC 9457. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'The owner password is needed' },
  registration_key_required: { status: 401, title: 'The registration key is missing or wrong' },
  device_credentials_required: { status: 401, title: 'The credentials of the device are needed' },
  scope_too_small: { status: 403, title: 'The token may not do this' },
  not_this_device: { status: 403, title: 'The credentials are those of another device' },
  forbidden_origin: { status: 403, title: 'The request comes from another site' },
  forbidden_host: { status: 403, title: 'The host name is not one of this server' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This is not done here' },
  device_not_found: { status: 404, title: 'There is no such device' },
  plant_not_found: { status: 404, title: 'There is no such plant' },
  room_not_found: { status: 404, title: 'There is no such room' },
  room_exists: { status: 409, title: 'There is such a room already' },
  room_limit_reached: { status: 403, title: 'No more rooms can be made' },
  wrong_password: { status: 403, title: 'The password until now is another one' },
  password_set_elsewhere: { status: 409, title: 'The environment says what the password is' },
  session_not_found: { status: 404, title: 'There is no such session' },
  token_not_found: { status: 404, title: 'There is no such token' },
  token_limit_reached: { status: 403, title: 'No more tokens can be made' },
  reading_account_not_found: { status: 404, title: 'There is no such account' },
  reading_account_limit_reached: { status: 403, title: 'No more accounts can be made' },
  reading_account_refused: { status: 409, title: 'The database does not allow such an account' },
  push_browser_not_found: { status: 404, title: 'There is no such browser' },
  push_limit_reached: { status: 403, title: 'No more browsers can be told' },
  alert_not_found: { status: 404, title: 'There is no such alert' },
  task_not_found: { status: 404, title: 'There is no such task today' },
  photo_not_found: { status: 404, title: 'The plant has no such photo' },
  photo_limit_reached: { status: 403, title: 'The plant has as many photos as it may' },
  journal_entry_not_found: { status: 404, title: 'There is no such journal entry' },
  flow_version_not_found: { status: 404, title: 'There is no such version of the flows' },
  dry_run_not_found: { status: 404, title: 'There is no such dry run' },
  simulator_not_allowed: { status: 403, title: 'The simulator does not run here' },
  webhook_not_allowed: { status: 400, title: 'The webhook address is not on an allowed host' },
  unsupported_media_type: { status: 415, title: 'The body has another type than is taken here' },
  import_not_understood: { status: 400, title: 'The file cannot be read as a table of readings' },
  import_not_found: { status: 404, title: 'The plant has no such import' },
  import_running: { status: 409, title: 'The import is still running' },
  invalid_photo: { status: 400, title: 'The body is not a photo' },
  invalid_backup: { status: 400, title: 'The backup cannot be restored' },
  flows_refused: { status: 400, title: 'The flows cannot run as they are' },
  watered_lately: { status: 409, title: 'The plant was watered minutes ago' },
  dry_run_in_progress: { status: 409, title: 'Another dry run is in progress' },
  restore_running: { status: 409, title: 'A backup is being restored' },
  restore_not_running: { status: 409, title: 'No restore can be cancelled now' },
  restore_cancelled: { status: 409, title: 'The restore was cancelled' },
  removal_not_agreed: { status: 409, title: 'Something would be removed for good' },
  task_ends_elsewhere: { status: 409, title: 'The task does not end in this list' },
  device_locked: { status: 409, title: 'The device is locked' },
  device_contested: { status: 409, title: 'Another board with this address is alive' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  device_limit_reached: { status: 403, title: 'No more devices can be registered' },
  internal_error: { status: 500, title: 'Something went wrong in the server' },
  broker_unavailable: { status: 503, title: 'The MQTT broker did not take the credentials' },
  disk_full: { status: 507, title: 'The disk of the server is full' },
  restore_stopped: { status: 503, title: 'The backup was not restored' },
  too_busy: { status: 503, title: 'Too many long requests at once' },
  database_unavailable: { status: 503, title: 'The database cannot serve the request now' },
  llm_not_configured: { status: 409, title: 'No language model is set up' },
  llm_budget_used: { status: 409, title: 'The tokens of this month are used up' },
  llm_wrong_key: { status: 502, title: 'The provider refused the API key' },
  llm_no_credit: { status: 502, title: 'The account at the provider has no credit' },
  llm_unknown_model: { status: 502, title: 'The provider does not know the model' },
  llm_rate_limited: { status: 503, title: 'The provider takes no more requests at the moment' },
  llm_unreachable: { status: 502, title: 'The provider cannot be reached' },
  llm_timeout: { status: 504, title: 'The provider did not answer in time' },
  llm_refused: { status: 502, title: 'The model refused to answer' },
  llm_invalid_answer: { status: 502, title: 'The model did not answer with a care plan' },
  llm_answer_refused: { status: 502, title: "The model's answer contradicts what is known of the plant" },
  llm_failed: { status: 502, title: 'The provider failed' },
  questions_not_allowed: { status: 409, title: 'Questions are not allowed yet' },
  question_in_progress: { status: 409, title: 'Another question about the plant is being answered' },
  question_not_found: { status: 404, title: 'There is no such question' },
  engine_unavailable: { status: 503, title: 'No engine is at work' },
  flow_unavailable: { status: 503, title: 'The flow does not answer' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One invalid field: where it is (JSON pointer) and what is wrong with it. */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

export interface ProblemOptions extends ErrorOptions {
  /** When the same request may be tried again (s from now); sent as `Retry-After`. */
  retryAfterS?: number;
}

export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly fields: FieldProblem[];
  readonly retryAfterS: number | undefined;

  constructor(code: ProblemCode, detail: string, fields: FieldProblem[] = [], options: ProblemOptions = {}) {
    super(detail, options);
    this.name = 'ProblemError';
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.fields = fields;
    this.retryAfterS = options.retryAfterS;
  }
}

export const isProblemCode = (code: unknown): code is ProblemCode => typeof code === 'string' && code in PROBLEMS;
