/** The first schema. */
import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import { INTENTS } from '#shared/intents.ts'

type Table = CreateTableBuilder<string, never>

const text = (t: CreateTableBuilder<string, string>, ...names: string[]) =>
  names.reduce((b, n) => b.addColumn(n, 'text', (c) => c.notNull()), t)
const textOrNull = (t: CreateTableBuilder<string, string>, ...names: string[]) =>
  names.reduce((b, n) => b.addColumn(n, 'text'), t)
const integer = (t: CreateTableBuilder<string, string>, ...names: string[]) =>
  names.reduce((b, n) => b.addColumn(n, 'bigint', (c) => c.notNull()), t)
const integerOrNull = (t: CreateTableBuilder<string, string>, ...names: string[]) =>
  names.reduce((b, n) => b.addColumn(n, 'bigint'), t)
const real = (t: CreateTableBuilder<string, string>, ...names: string[]) =>
  names.reduce((b, n) => b.addColumn(n, 'double precision', (c) => c.notNull()), t)

/** The product's own rule, held by the database too: an intent has only the modes that its table allows. */
const modeCheck = INTENTS.map((i) => `(id = '${i.key}' AND mode IN (${i.modes.map((m) => `'${m}'`).join(', ')}))`).join(
  ' OR ',
)

const SYNCED = [
  'people',
  'agents',
  'services',
  'hours',
  'closures',
  'facts',
  'contacts',
  'conversations',
  'messages',
  'drafts',
  'decisions',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  const table = (name: string) => db.schema.createTable(name) as unknown as CreateTableBuilder<string, string>
  const synced = (name: string) =>
    integer(
      text(
        table(name).addColumn('id', 'text', (c) => c.primaryKey()),
        'venueId',
      ),
      'seq',
    )
  const create = (t: CreateTableBuilder<string, string> | Table) => t.execute()

  let t = table('venue_control').addColumn('venueId', 'text', (c) => c.primaryKey())
  await create(text(integer(t, 'seq', 'epoch', 'killed', 'lastAt', 'auditN'), 'feedId', 'auditHash'))

  t = text(synced('venue'), 'name', 'timeZone', 'number', 'plan', 'locale', 'currency', 'bookingLink', 'persona')
  t = text(t, 'disclosure', 'avoid', 'killSwitch', 'masterSwitch', 'caps', 'quiet', 'timing', 'credentials')
  await create(
    integer(t, 'sparks', 'sparksEmpty')
      .addCheckConstraint('venue_sparks', sql`sparks >= 0`)
      .addUniqueConstraint('venue_number', ['number']),
  )

  await create(
    integer(text(synced('people'), 'name', 'role', 'email', 'passwordHash'), 'active').addUniqueConstraint(
      'people_email',
      ['email'],
    ),
  )
  await create(integer(text(synced('agents'), 'name', 'replyMode'), 'classifierOn'))
  await create(integer(text(synced('services'), 'name', 'aliases'), 'price', 'priceFrom', 'minutes', 'active'))
  await create(integer(synced('hours'), 'day', 'opens', 'closes'))
  await create(integerOrNull(text(synced('closures'), 'date', 'name'), 'opens', 'closes'))
  await create(integerOrNull(text(synced('facts'), 'topic', 'keywords', 'text'), 'expiresAt'))

  t = integer(text(table('policies'), 'id', 'venueId', 'mode', 'training'), 'seq', 'unlocked')
  t = t.addColumn('threshold', 'double precision').addColumn('floor', 'double precision')
  await create(
    t
      .addPrimaryKeyConstraint('policies_key', ['venueId', 'id'])
      .addCheckConstraint('policies_mode', sql.raw(modeCheck)),
  )

  t = integer(text(textOrNull(synced('contacts'), 'name'), 'number', 'consent', 'numberHash'), 'optedOut', 'createdAt')
  await create(t.addUniqueConstraint('contacts_number', ['venueId', 'number']))

  t = text(
    synced('conversations'),
    'channel',
    'contactId',
    'customerNumber',
    'state',
    'agentId',
    'handoff',
    'lastText',
    'lastAuthor',
    'snoozedUntil',
  )
  t = textOrNull(t, 'customerName', 'replyMode', 'assigneeId', 'mergedInto', 'flag')
  t = integerOrNull(t, 'waitingSince', 'humanUntil')
  await create(integer(t, 'personal', 'unread', 'lastMessageAt', 'lastInboundSeq', 'createdAt'))

  t = text(synced('messages'), 'conversationId', 'direction', 'body', 'state', 'author')
  t = textOrNull(
    t,
    'providerId',
    'authorId',
    'draftId',
    'reason',
    'inboundMessageId',
    'toNumber',
    'claimId',
    'turnId',
    'writtenBy',
  )
  t = integer(t, 'media', 'auto', 'decided', 'attempts', 'override', 'createdAt')
  await create(integerOrNull(t, 'notBefore', 'sentAt', 'inSeq', 'epoch', 'seenSeq', 'claimEpoch', 'sendBefore'))

  t = text(
    synced('drafts'),
    'conversationId',
    'inboundMessageId',
    'turnId',
    'kind',
    'intent',
    'text',
    'citations',
    'state',
    'reasons',
    'problems',
  )
  t = textOrNull(t, 'severity', 'returned', 'settledBy', 'settledText', 'writtenBy')
  t = integerOrNull(integer(t, 'stale', 'mustEdit', 'createdAt'), 'settledAt')
  await create(real(t, 'confidence', 'rawConfidence').addUniqueConstraint('drafts_turn', ['turnId']))

  t = text(
    synced('decisions'),
    'conversationId',
    'inboundMessageId',
    'turnId',
    'warrant',
    'engine',
    'gates',
    'outcome',
    'reasons',
  )
  t = textOrNull(t, 'intent', 'severity', 'intoMessageId', 'draftId', 'messageId')
  await create(integer(real(t, 'confidence', 'rawConfidence'), 'at'))

  await create(integer(text(table('tombstones'), 'venueId', 'table', 'id'), 'seq'))
  t = text(
    table('sessions').addColumn('tokenHash', 'text', (c) => c.primaryKey()),
    'personId',
    'venueId',
  )
  await create(integer(t, 'createdAt', 'expiresAt', 'revoked'))
  t = text(
    table('turns').addColumn('conversationId', 'text', (c) => c.primaryKey()),
    'venueId',
    'id',
  )
  await create(integerOrNull(textOrNull(integer(t, 'firstAt', 'dueAt', 'upto', 'tries'), 'lease'), 'leaseUntil'))
  await create(
    integer(
      text(
        table('cap_log').addColumn('messageId', 'text', (c) => c.primaryKey()),
        'venueId',
        'day',
      ),
      'at',
    ),
  )
  t = textOrNull(
    text(
      table('wallet').addColumn('id', 'text', (c) => c.primaryKey()),
      'venueId',
      'reason',
    ),
    'turnId',
    'by',
  )
  await create(integer(t, 'delta', 'at').addUniqueConstraint('wallet_turn', ['turnId']))
  t = text(
    table('evidence').addColumn('draftId', 'text', (c) => c.primaryKey()),
    'venueId',
    'intent',
    'kind',
  )
  await create(real(integer(t, 'right', 'at'), 'confidence'))
  t = textOrNull(
    text(integer(table('audit'), 'n', 'at'), 'venueId', 'action', 'detail', 'prevHash', 'hash'),
    'personId',
  )
  await create(t.addPrimaryKeyConstraint('audit_key', ['venueId', 'n']))
  t = integer(text(table('commands'), 'personId', 'id', 'venueId', 'payloadHash', 'status', 'answer'), 'at')
  await create(t.addPrimaryKeyConstraint('commands_key', ['personId', 'id']))
  t = integer(text(table('devices'), 'personId', 'deviceId'), 'lastN')
  await create(t.addPrimaryKeyConstraint('devices_key', ['personId', 'deviceId']))
  await create(
    text(
      table('provider_ids').addColumn('hash', 'text', (c) => c.primaryKey()),
      'messageId',
    ),
  )
  t = integer(text(table('suppressions'), 'venueId', 'numberHash'), 'at')
  await create(t.addPrimaryKeyConstraint('suppressions_key', ['venueId', 'numberHash']))

  for (const name of [...SYNCED, 'venue', 'policies', 'tombstones']) {
    await db.schema.createIndex(`${name}_feed`).on(name).columns(['venueId', 'seq']).execute()
  }
  await db.schema.createIndex('conversations_contact').on('conversations').column('contactId').execute()
  await db.schema.createIndex('messages_thread').on('messages').columns(['conversationId', 'createdAt']).execute()
  await db.schema.createIndex('messages_provider').on('messages').column('providerId').execute()
  await db.schema.createIndex('cap_log_time').on('cap_log').columns(['venueId', 'at']).execute()
  await db.schema.createIndex('evidence_intent').on('evidence').columns(['venueId', 'intent', 'at']).execute()
  await db.schema.createIndex('turns_due').on('turns').column('dueAt').execute()
  await db.schema.createIndex('sessions_person').on('sessions').column('personId').execute()
  await sql`CREATE INDEX messages_outbox ON messages (state, "notBefore") WHERE state IN ('queued', 'claimed', 'unknown')`.execute(
    db,
  )
  await sql`CREATE INDEX messages_undecided ON messages ("conversationId") WHERE direction = 'in' AND decided = 0`.execute(
    db,
  )
  await sql`CREATE UNIQUE INDEX messages_one_claim ON messages ("venueId", "toNumber") WHERE state = 'claimed'`.execute(
    db,
  )
  await sql`CREATE UNIQUE INDEX messages_claim ON messages ("claimId") WHERE "claimId" IS NOT NULL`.execute(db)
  await sql`CREATE UNIQUE INDEX drafts_one_pending ON drafts ("conversationId") WHERE state = 'pending'`.execute(db)
  await sql`CREATE UNIQUE INDEX messages_turn ON messages ("turnId") WHERE "turnId" IS NOT NULL`.execute(db)
}
