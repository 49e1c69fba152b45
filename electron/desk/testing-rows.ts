/** Rows for the desk's tests: whole ones, of which a test names what it is about. */
import { NOT_ENGAGED, type Row } from '#shared/rows.ts'

export function venueRow(change: Partial<Row<'venue'>> = {}): Row<'venue'> {
  return {
    id: 'v1',
    name: 'Test venue',
    timeZone: 'Europe/London',
    number: '+447700900100',
    plan: 'PRO',
    locale: 'en-GB',
    currency: 'GBP',
    bookingLink: 'https://book.example/test',
    persona: 'HOST',
    disclosure: { on: true, text: 'AI' },
    avoid: [],
    killSwitch: { ...NOT_ENGAGED, epoch: 1 },
    masterSwitch: { on: false, acknowledgedAt: null, by: null },
    caps: { hourly: 20, daily: 100, usedHour: 0, usedDay: 0 },
    quiet: [],
    timing: { burstSeconds: 8, holdSeconds: 20, undoSeconds: 5, humanMinutes: 60, waitTargetMinutes: 10 },
    credentials: { healthy: true, reason: null },
    handoff: { tell: false, text: '' },
    sparksEmpty: false,
    ...change,
  }
}

export function agentRow(id: string, change: Partial<Row<'agents'>> = {}): Row<'agents'> {
  return {
    id,
    name: 'Wren',
    channels: ['sms'],
    replyMode: 'draft',
    persona: null,
    behaviour: '',
    classifierOn: true,
    classifierInstruction: '',
    active: true,
    order: 1,
    ...change,
  }
}

export function conversationRow(id: string, change: Partial<Row<'conversations'>> = {}): Row<'conversations'> {
  return {
    id,
    channel: 'sms',
    contactId: `contact-${id}`,
    customerName: `Customer ${id}`,
    customerNumber: '+447700900123',
    state: 'open',
    replyMode: null,
    agentId: 'a1',
    assigneeId: null,
    handoff: null,
    personal: false,
    unread: true,
    waitingSince: 1_000,
    lastMessageAt: 1_000,
    lastText: 'How much is a trim?',
    lastAuthor: 'customer',
    lastInboundSeq: 1,
    humanUntil: null,
    snoozedUntil: null,
    mergedInto: null,
    flag: null,
    createdAt: 1_000,
    ...change,
  }
}

export function messageRow(change: Partial<Row<'messages'>> & { id: string; conversationId: string }): Row<'messages'> {
  return {
    direction: 'out',
    body: '',
    media: 0,
    state: 'queued',
    providerId: null,
    author: 'staff',
    authorId: null,
    draftId: null,
    auto: false,
    notBefore: null,
    reason: null,
    inboundMessageId: null,
    createdAt: 1_000,
    sentAt: null,
    ...change,
  }
}

export function draftRow(id: string, conversationId: string, change: Partial<Row<'drafts'>> = {}): Row<'drafts'> {
  return {
    id,
    conversationId,
    inboundMessageId: `in-${conversationId}`,
    turnId: `turn-${conversationId}`,
    kind: 'reply',
    intent: 'pricing',
    severity: null,
    confidence: 0.9,
    text: `Reply ${id}`,
    citations: [],
    state: 'pending',
    stale: false,
    reasons: ['intent_mode'],
    problems: [],
    mustEdit: false,
    returned: null,
    createdAt: 1_000,
    settledBy: null,
    settledAt: null,
    settledText: null,
    ...change,
  }
}

export function decisionRow(
  id: string,
  conversationId: string,
  change: Partial<Row<'decisions'>> = {},
): Row<'decisions'> {
  return {
    id,
    conversationId,
    inboundMessageId: `in-${conversationId}`,
    turnId: `turn-${conversationId}`,
    warrant: { reply: true, reason: 'a question' },
    intent: 'pricing',
    confidence: 0.9,
    rawConfidence: 0.9,
    engine: 'local',
    gates: [],
    outcome: 'drafted',
    reasons: [],
    at: 1_000,
    ...change,
  }
}
