/**
 * The one list of refusal codes: each with the HTTP status that fits it and a sentence for people.
 * A refusal travels as `{code, message}`; what differs by case is added to the message by who refuses.
 */
export const ERRORS = {
  // requests
  bad_request: [400, 'The request could not be read.'],
  invalid_payload: [400, 'Something in the request does not have the right form.'],
  unknown_command: [400, 'There is no such command.'],
  body_too_large: [413, 'The request is too large.'],
  unsupported_media_type: [415, 'The request is of a kind that is not accepted here.'],
  not_found: [404, 'There is nothing at this address.'],
  method_not_allowed: [405, 'This address does not answer that kind of request.'],
  too_many_requests: [429, 'Too many requests. Wait a moment and try again.'],
  // people
  wrong_credentials: [401, 'The email address or the password is not right.'],
  not_signed_in: [401, 'Sign in first.'],
  session_expired: [401, 'The session has ended. Sign in again.'],
  too_many_attempts: [429, 'Too many attempts. Wait a minute and try again.'],
  forbidden: [403, 'Only an owner may do this.'],
  kill_switch_not_yours: [403, 'The owner has kept the kill switch to themselves.'],
  origin_refused: [403, 'Requests from elsewhere are refused.'],
  // provider webhooks
  bad_signature: [403, 'The signature does not fit the request.'],
  bad_webhook: [400, 'The webhook does not have the right form.'],
  location_taken: [409, 'Another venue here has that place.'],
  no_location: [409, 'No place is connected whose reviews could come in.'],
  no_model: [409, 'The server has no key for a model.'],
  unknown_location: [404, 'No venue here has that place.'],
  unknown_number: [404, 'No venue has this number.'],
  // commands
  command_id_reused: [409, 'This command id was already used for something else.'],
  command_gap: [409, 'An earlier command of this device is missing.'],
  predecessor_failed: [409, 'The command that this one follows was not carried out.'],
  conflict: [409, 'Somebody else was faster.'],
  unseen_message: [409, 'A text has come that you had not seen. Nothing was sent.'],
  audit_unavailable: [503, 'The audit log cannot be written, so nothing was changed.'],
  stale_epoch: [409, 'Auto-send was stopped since. Decide afresh.'],
  row_not_found: [404, 'That is not there any more.'],
  merged_away: [409, 'It is part of another conversation now.'],
  changed_since: [409, 'Somebody has changed it since.'],
  bulk_undone: [409, 'It was undone before it came to this one.'],
  draft_settled: [409, 'The draft has already been dealt with.'],
  draft_not_sendable: [409, 'This draft cannot be sent as it is.'],
  draft_must_be_edited: [409, 'The draft quotes something that the venue does not offer. Edit it before it leaves.'],
  placeholder_unfilled: [400, 'A placeholder in the text is not filled in.'],
  empty_text: [400, 'There is no text to send.'],
  text_too_long: [400, 'The text is too long for one message.'],
  opted_out: [409, 'The customer has opted out of texts.'],
  too_late_to_undo: [409, 'It has already left.'],
  not_unknown: [409, 'Only a text that has failed, or of which nobody knows, can be resolved.'],
  kill_switch_engaged: [409, 'Auto-send is stopped. Release the kill switch first.'],
  kill_switch_released: [409, 'The kill switch is not engaged.'],
  mode_not_allowed: [409, 'This intent cannot have that mode.'],
  not_unlocked: [409, 'This intent has not finished its training.'],
  threshold_out_of_bounds: [400, 'The threshold is outside its bounds.'],
  threshold_missing: [400, 'Auto-send needs a threshold.'],
  training_below_minimum: [400, 'The product itself asks for more reviews than that.'],
  not_acknowledged: [409, 'The transparency terms have not been acknowledged.'],
  send_under_way: [409, 'A text to them is leaving at this moment. Try again in a few seconds.'],
  merge_with_itself: [409, 'These are one thread already.'],
  merge_across_channels: [409, 'Conversations of different channels cannot be merged.'],
  not_merged: [409, 'This conversation is not merged with another one.'],
  slot_taken: [409, 'That time has just been taken.'],
  staffer_has_bookings: [409, 'There are bookings ahead for them. Move or cancel those first.'],
  booking_held: [409, 'A text that confirms it is about to leave. Undo that first.'],
  feed_refused: [400, 'A calendar address begins with https:// and leads to a calendar on the public internet.'],
  service_has_bookings: [409, 'There are bookings ahead for it. Take it off the list of what is offered instead.'],
  key_taken: [409, 'Another macro has that key.'],
  key_refused: [409, 'That key cannot be used for this.'],
  not_yours: [403, 'Only an owner may change what everybody uses.'],
  name_taken: [409, 'There is one of that name already.'],
  list_full: [409, 'There are as many as there may be. Remove some first.'],
  invalid_csv: [400, 'The first row must name the columns: name, price, from, minutes, aliases.'],
  time_past: [400, 'That time has passed.'],
  number_not_allowed: [400, "The venue's own number must be Australian or British."],
  number_taken: [409, 'Another venue has this number.'],
  wallet_full: [409, 'There is no room for that many Sparks.'],
  out_of_sparks: [409, 'There are no Sparks left. Top up first.'],
  too_many_previews: [429, 'Three previews an hour are the most.'],
  too_many_tries: [429, 'That is as many as there may be in an hour.'],
  eval_run_under_way: [409, 'The cases are being run already. Wait for it, or cancel it.'],
  no_evals: [409, 'There are no cases to run.'],
  not_inbound: [409, 'A case is made of what a customer has written.'],
  engine_unavailable: [503, 'The AI did not answer. Nothing was charged; try again.'],
  not_ai_text: [409, 'That is not a text that the AI has written and that has left.'],
  last_agent: [409, 'At least one agent has to be active, and every channel that is answered needs one.'],
  agent_has_conversations: [409, 'It still has conversations. Give those to another agent first.'],
  text_not_allowed: [400, 'The words do not pass the checks that every automatic text has to pass.'],
  effect_not_allowed: [400, 'A card for replies says something or gives a rule; one for the classifier decides.'],
  email_taken: [409, 'Somebody signs in with this address already.'],
  setup_over: [410, 'This set-up code does not work any more. Ask the server for a new one: npm run server -- setup.'],
  setup_done: [409, 'Somebody has set this server up already. Sign in, or ask them for an invitation.'],
  demo_not_here: [
    409,
    'The demo has passwords that everybody knows: it is only for a server that nobody else can reach.',
  ],
  not_the_demo: [409, 'Only a demo venue can be taken away.'],
  wrong_password: [403, 'The present password is not right.'],
  number_missing: [409, 'The venue has no number yet to send from.'],
  number_unreadable: [400, 'This is no complete phone number. Write it with its country, like +44 7700 900100.'],
  invite_over: [410, 'This invitation does not work any more. Ask for a new one.'],
  last_owner: [409, 'There has to be an owner. Make somebody else one first.'],
  plan_required: [409, 'This needs the PRO plan.'],
  // the desk
  offline: [503, 'The server cannot be reached.'],
  online_only: [503, 'This can only be done while the server can be reached.'],
  desk_down: [503, 'The desk is restarting.'],
  server_refused: [400, 'The address of a server begins with https://, or leads to this computer.'],
  no_such_venue: [404, 'That venue is not in this console any more.'],
  unsent_actions: [409, 'There is something that its server has not heard. Look at it first.'],
  venue_elsewhere: [409, 'Another browser of this computer has that venue open. Sign out there first.'],
  // the machine
  metrics_refused: [403, 'The metrics are for this machine, or for whoever shows METRICS_TOKEN.'],
  not_ready: [503, 'Not ready yet.'],
  storage_full: [507, 'The disk is full. Nothing was lost; free some space.'],
  storage_unavailable: [503, 'The storage did not answer. Nothing was lost; try again.'],
  internal: [500, 'Something went wrong on our side. Nothing was sent.'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof ERRORS

export interface RefusalBody {
  readonly code: ErrorCode
  readonly message: string
}

/** An expected refusal. Everything else that is thrown is a fault and is answered as `internal`. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly status: number
  /** What a page may do with it, such as when to try again. */
  readonly result: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, detail?: string, result?: Readonly<Record<string, unknown>>) {
    super(detail ?? ERRORS[code][1])
    this.name = 'Refusal'
    this.code = code
    this.result = result
    this.status = ERRORS[code][0]
  }

  get body(): RefusalBody {
    return { code: this.code, message: this.message }
  }
}

export function refusalBody(code: ErrorCode, detail?: string): RefusalBody {
  return { code, message: detail ?? ERRORS[code][1] }
}
