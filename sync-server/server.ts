/** Puts the server together: folder, storage, edge, pushes, scheduler; and takes it apart in the opposite order. */
import { randomUUID } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createReviews } from './channels/reviews/client.ts'
import { createTwilioChannel } from './channels/twilio/client.ts'
import type { Deps } from './deps.ts'
import { createLocalEngine } from './engines/local/engine.ts'
import { openModels } from './engines/models.ts'
import { openJournal } from './erasure/journal.ts'
import { buildApp } from './http/app.ts'
import { SANDBOX_ACCOUNT_SID } from './sandbox/credentials.ts'
import { recover, type Scheduler, startScheduler } from './scheduler.ts'
import { CannotStart, isLoopback, type Settings } from './settings.ts'
import { newSetupCode, type SetupCode } from './setup/codes.ts'
import { lockFolder } from './storage/lock.ts'
import { NewerDatabase } from './storage/migrate.ts'
import { openStorage, type Storage } from './storage/storage.ts'
import { createPresence } from './sync/presence.ts'
import { attachRealtime } from './sync/realtime.ts'

export interface RunningServer {
  /** `http://127.0.0.1:PORT`, with the port that was bound. */
  readonly url: string
  readonly deps: Deps
  /** What to set the server up with; null: somebody has an account. */
  readonly setupCode: SetupCode | null
  /** Takes no more requests, ends what is under way, lets go of the folder. */
  close(): Promise<void>
}

type Given = Pick<Deps, 'logger'> & Partial<Pick<Deps, 'clock' | 'monotonic' | 'ids' | 'engine'>>

/** @throws CannotStart; whatever was opened by then is closed again. */
export async function startServer(settings: Settings, given: Given): Promise<RunningServer> {
  const { logger, clock = Date.now, monotonic = () => performance.now(), ids = randomUUID } = given
  await using opened = new AsyncDisposableStack()
  if (settings.databaseUrl === undefined) opened.defer(lock(settings.dataFolder))
  const storage = await open(settings, clock)
  opened.defer(() => storage.close())
  // Of a shared database only time can tell what another server still has under way.
  if (storage.engine === 'sqlite') await recover({ storage })
  if (settings.demo) await fillIfEmpty(storage, clock)

  let scheduler: Scheduler | undefined
  let server: HttpServer | undefined
  const presence = createPresence()
  const publicUrl = () => settings.publicUrl ?? addressOf(server!)
  const deps: Deps = {
    storage,
    clock,
    monotonic,
    ids,
    logger,
    engine: given.engine ?? createLocalEngine(),
    ...(settings.openai && !given.engine && { models: openModels(settings.openai, monotonic) }),
    calendars: { loopback: settings.demo },
    sms: createTwilioChannel({ ...settings.twilio, publicUrl }),
    reviews: createReviews({ ...settings.reviews, clock }),
    presence,
    journal: openJournal(settings.dataFolder),
    wake: (at) => scheduler?.wake(at),
  }
  const { app, sessions } = await buildApp(deps, {
    publicUrl,
    twilio: settings.twilio,
    reviewsSecret: settings.reviews.webhookSecret,
    metricsToken: settings.metricsToken,
    demo: mayBeDemo(settings),
  })
  opened.defer(() => scheduler?.close())
  opened.defer(() => app.close())
  server = app.server
  opened.defer(attachRealtime(server, deps, sessions, presence))
  await app.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
    throw cannotListen(error, settings)
  })
  scheduler = startScheduler(deps)
  const setupCode = await newSetupCode(storage, clock)
  const running = opened.move()
  return { url: addressOf(server), deps, setupCode, close: () => running.disposeAsync() }
}

/** Its passwords are known to all, and its texts are for nobody: where others could come in, or texts leave, it has no place. */
function mayBeDemo({ publicUrl, twilio }: Settings): boolean {
  const own = publicUrl === undefined || isLoopback(new URL(publicUrl).hostname)
  return own && twilio.accountSid === SANDBOX_ACCOUNT_SID
}

function lock(folder: string): () => void {
  try {
    const release = lockFolder(folder)
    if (release) return release
  } catch (error) {
    throw new CannotStart(`the data folder ${folder} cannot be used (${codeOf(error)})`)
  }
  throw new CannotStart(
    `another server uses the data folder ${folder}; set GREENLIGHT_DATA to another, or end that one`,
  )
}

async function open({ dataFolder, databaseUrl }: Settings, clock: Deps['clock']): Promise<Storage> {
  try {
    return await openStorage({ folder: dataFolder, databaseUrl, serving: true, clock })
  } catch (error) {
    if (error instanceof NewerDatabase) throw new CannotStart(error.message)
    const where = databaseUrl === undefined ? `in ${dataFolder}` : 'at DATABASE_URL'
    throw new CannotStart(`the database ${where} cannot be opened (${codeOf(error)}); nothing was changed`)
  }
}

async function fillIfEmpty(storage: Storage, clock: Deps['clock']): Promise<void> {
  const venue = await storage.read((db) => db.selectFrom('venue').select('id').limit(1).executeTakeFirst())
  if (venue) return
  const { seedDemo } = await import('./demo/seed.ts')
  await seedDemo(storage, { clock })
}

function cannotListen(error: unknown, { port }: Settings): CannotStart {
  if (codeOf(error) === 'EADDRINUSE') return new CannotStart(`port ${port} is taken; set PORT to another, or to 0`)
  return new CannotStart(`cannot listen on port ${port} (${codeOf(error)})`)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'damaged'
}

function addressOf(server: HttpServer): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
