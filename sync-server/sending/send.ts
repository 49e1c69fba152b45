/**
 * Sends one queued text: claim, one request, settle. The request runs outside any transaction; whatever nobody can
 * tell of becomes `unknown` and is never sent again by itself (product rule: at most once).
 */
import { SECOND } from '#shared/clock.ts'
import type { GateCode } from '#shared/gates.ts'
import type { Channel, SendOutcome } from '../channels/channel.ts'
import { noteReviewsHealth } from '../channels/reviews/poll.ts'
import type { Deps } from '../deps.ts'
import { AuditFailed, noteAudit } from '../governance/audit.ts'
import type { Tx } from '../storage/tx.ts'
import { type Claim, claim, SEND_WITHIN } from './claim.ts'
import { noteDrained } from './kill-switch.ts'
import { queued, STOPPED, withdraw } from './outbox.ts'

const MOST_ATTEMPTS = 8

/** What carries the texts of a conversation. */
export const channelOf = (
  { sms, reviews }: Pick<Deps, 'sms' | 'reviews'>,
  channel: string,
): Pick<Channel, 'send' | 'list'> => (channel === 'reviews' ? (reviews ?? NOBODY) : sms)

/** There is no account that could publish. */
const NOBODY: Pick<Channel, 'send' | 'list'> = {
  send: async () => ({ kind: 'refused', code: 'no_account', credentials: true }),
  list: async () => [],
}

export async function sendOne(deps: Deps, venueId: string, messageId: string): Promise<Claim['kind']> {
  const begun = deps.monotonic()
  const claimed = await take(deps, venueId, messageId)
  if (claimed.kind !== 'claimed') return claimed.kind
  // The deadline is checked by both clocks right before the bytes leave: a process that was frozen stays silent.
  const late = deps.clock() > claimed.sendBefore || deps.monotonic() - begun > SEND_WITHIN
  const outcome: SendOutcome = late
    ? { kind: 'later', afterMs: 0, reason: 'claim_expired' }
    : await channelOf(deps, claimed.channel).send(claimed.text)
  await deps.storage.write('claim', venueId, async (tx) => {
    await settle(tx, messageId, claimed, outcome)
    await noteDrained(tx)
  })
  deps.logger.info({ messageId, outcome: outcome.kind }, 'sent')
  return 'claimed'
}

/** Without an entry in the audit log nothing leaves by itself: the reply comes back as a draft. */
async function take(deps: Deps, venueId: string, messageId: string): Promise<Claim> {
  try {
    return await deps.storage.write('claim', venueId, (tx) => claim(tx, messageId, deps.ids()))
  } catch (error) {
    if (!(error instanceof AuditFailed)) throw error
    deps.logger.error({ messageId }, 'the audit log cannot be written: an automatic text was held back')
    return deps.storage.write('claim', venueId, async (tx) => {
      const row = (await queued(tx, { auto: true })).find(({ id }) => id === messageId)
      await noteAudit(tx, true)
      if (!row) return { kind: 'gone' }
      await withdraw(tx, row, 'audit')
      return { kind: 'withdrawn', reason: 'audit' }
    })
  }
}

async function settle(
  tx: Tx,
  messageId: string,
  { channel, text: { claimId } }: Extract<Claim, { kind: 'claimed' }>,
  outcome: SendOutcome,
): Promise<void> {
  const message = await tx.find('messages', messageId)
  // A status callback may have been faster than the answer.
  if (message?.claimId !== claimId || (message.state !== 'claimed' && message.state !== 'unknown')) return
  if (outcome.kind === 'accepted') {
    await tx.patch('messages', messageId, {
      state: 'accepted',
      providerId: outcome.providerId,
      sentAt: tx.now,
      reason: null,
    })
    return
  }
  if (outcome.kind === 'unknown') {
    await tx.patch('messages', messageId, { state: 'unknown', reason: outcome.reason })
    return
  }
  if (outcome.kind === 'refused') {
    await tx.patch('messages', messageId, { state: 'failed', reason: outcome.code })
    if (outcome.credentials) await markCredentials(tx, channel, outcome.code)
    return
  }
  await sendLater(tx, message, outcome)
}

/** Surely not sent: it waits its turn again. What was stopped meanwhile is not queued anew. */
async function sendLater(tx: Tx, message: Message, outcome: Extract<SendOutcome, { kind: 'later' }>): Promise<void> {
  const attempts = message.attempts ?? 1
  if (attempts >= MOST_ATTEMPTS) {
    await tx.patch('messages', message.id, { state: 'failed', reason: outcome.reason })
    return
  }
  const backoff = outcome.afterMs > 0 ? outcome.afterMs : Math.min(2 ** attempts, 60) * SECOND
  await tx.patch('messages', message.id, {
    state: 'queued',
    reason: outcome.reason,
    notBefore: tx.now + backoff,
    claimId: null,
  })
  if (!message.auto || message.epoch === tx.control.epoch) return
  const row = { id: message.id, conversationId: message.conversationId, draftId: message.draftId, auto: 1 }
  await withdraw(tx, row, message.epoch === STOPPED ? 'handoff' : await stoppedBy(tx))
}

/** What raised the epoch since the text was decided: a stop, the master switch, the plan. */
async function stoppedBy(tx: Tx): Promise<GateCode> {
  const { plan, masterSwitch } = (await tx.find('venue', tx.venueId))!
  if (tx.control.killed === 1) return 'kill_switch'
  if (plan !== 'PRO') return 'plan'
  return masterSwitch.on ? 'kill_switch' : 'master'
}

type Message = NonNullable<Awaited<ReturnType<typeof find>>>
const find = (tx: Tx, id: string) => tx.find('messages', id)

async function markCredentials(tx: Tx, channel: string, code: string): Promise<void> {
  if (channel === 'reviews') return noteReviewsHealth(tx, { healthy: false, reason: code })
  const venue = (await tx.find('venue', tx.venueId))!
  if (venue.credentials.healthy) await tx.patch('venue', venue.id, { credentials: { healthy: false, reason: code } })
}
