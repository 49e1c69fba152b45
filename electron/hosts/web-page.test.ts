import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BEGINNING, FIRST_QUESTIONS, type FirstAnswers, firstId } from '#shared/first.ts'
import type { Look } from '#shared/look.ts'
import { firstFrame } from '../../renderer/first-frame.tsx'
import { MAC } from '../../renderer/state/keymap.ts'
import { until } from '../desk/testing-desk.ts'
import { conversationRow } from '../desk/testing-rows.ts'
import { TestWeb } from './testing-web.ts'

// As the bundle has it.
vi.mock('zustand', () => import('../../renderer/one-time-store.ts'))

let web: TestWeb

beforeEach(async () => {
  web = await TestWeb.start(firstFrame)
})
afterEach(() => web[Symbol.asyncDispose]())

/** As a browser does for somebody who opens the console: the page, and what it tells its window. */
async function look(own: string) {
  const { body: page } = await web.ask('/', { cookie: own, 'sec-fetch-dest': 'document' })
  const [, json] = /<script type="application\/json" id="beginning">(.*)<\/script>/s.exec(page)!
  const { channel, said } = JSON.parse(json!) as { channel: string; said: { i?: string; r?: unknown }[] }
  const answers = FIRST_QUESTIONS.map(
    ([method], place) => [method, said.find(({ i }) => i === firstId(place))?.r] as const,
  )
  return { page, channel, answers: new Map<string, unknown>(answers.filter(([, answer]) => answer !== undefined)) }
}

/** The code with which a socket is closed that goes on with a channel. */
function closing(own: string, channel: string): Promise<number> {
  return new Promise((resolve) => web.socket(own, `?channel=${channel}`).once('close', resolve))
}

describe('what a window asks first', () => {
  it('is at the end of its page, and the window goes on with the channel of that', async () => {
    const own = await web.cookie()
    const { desk, close } = await web.connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    await until(async () => expect((await desk.inbox({ view: 'needs_you' })).total).toBe(5))
    const name = 'Ann</script><script>alert(1)</script><!--'
    const rename = (customerName: string) =>
      web.server.change((put) => put('conversations', 'c0', conversationRow('c0', { customerName })))
    const named = async () =>
      (await desk.inbox({ view: 'needs_you' })).rows.find(({ conversation }) => conversation.id === 'c0')?.conversation
        .customerName
    rename(name)
    await until(async () => expect(await named()).toBe(name))

    const { channel, answers, page } = await look(own)
    expect(page.match(/<\/?script|<!--/g)).toEqual(['<script', '</script', '<script', '</script'])
    expect(answers.get('status')).toMatchObject({ person: { id: 'staff' } })
    expect(answers.get('inbox')).toMatchObject({ total: 5 })
    expect(JSON.stringify(answers.get('inbox'))).toContain(name)
    expect([...answers.keys()]).toEqual(FIRST_QUESTIONS.map(([method]) => method))

    // What changes before the socket is there is told by it.
    rename('Ann')
    await until(async () => expect(await named()).toBe('Ann'))
    const stranger = await web.cookie()
    expect(await closing(stranger, channel)).toBe(1008)
    expect(await closing(own, 'of-nobody')).toBe(1008)
    const changes: (readonly string[] | null)[] = []
    const page2 = await web.connect(own, `?channel=${channel}`, (change) => changes.push(change.conversations))
    await until(() => expect(changes).toContainEqual(['c0']))
    expect(await page2.desk.status()).toMatchObject({ person: { id: 'staff' } })
    expect(await closing(own, channel)).toBe(1008)
    page2.close()
    close()
  })

  it('is in no page that nobody looks at, or that another site leads to', async () => {
    const own = await web.cookie()
    const looking = { cookie: own, 'sec-fetch-dest': 'document' }
    expect((await web.ask('/', looking)).body).toContain(BEGINNING)
    const bare = await web.ask('/')
    for (const headers of [
      { cookie: own },
      { ...looking, 'sec-fetch-dest': 'empty' },
      { ...looking, 'sec-fetch-dest': 'iframe' },
      { ...looking, cookie: `${own}x` },
      { 'sec-fetch-dest': 'document' },
    ])
      expect((await web.ask('/', headers)).body).toBe(bare.body)
    expect(await web.ask('/', looking, 'HEAD')).toMatchObject({ status: 200, body: '' })
    expect(await web.ask('/', { ...looking, origin: 'http://127.0.0.1:4312' })).toMatchObject({ status: 403, body: '' })
    expect((await web.ask('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' })).body).toContain(
      'refresh',
    )
  })
})

describe('the first frame', () => {
  const LOOK: Look = { narrow: false, height: 720, folded: false, details: true, order: 'waiting', mac: MAC }
  const NAME = 'Ann" style="</script><img src=x onerror=alert(1)><!-- & \' x'

  /** The page, as a browser whose window looked like that asks for it. */
  async function pageOf(own: string, look: string): Promise<string> {
    const cookies = `${own}; greenlight_look_${web.port}=${look}`
    return (await web.ask('/', { cookie: cookies, 'sec-fetch-dest': 'document' })).body
  }
  const told = (look: unknown) => encodeURIComponent(JSON.stringify(look))

  async function signedIn(): Promise<string> {
    const own = await web.cookie()
    const { desk, close } = await web.connect(own)
    await desk.signIn({ email: 'staff@demo.test', password: 'greenlight' })
    web.server.change((put) => put('conversations', 'c0', conversationRow('c0', { customerName: NAME })))
    await until(async () => {
      const { rows, total } = await desk.inbox({ view: 'needs_you' })
      expect(total).toBe(5)
      expect(rows.some(({ conversation }) => conversation.customerName === NAME)).toBe(true)
    })
    close()
    return own
  }

  it('is in the page of a window that has told how it looks; what somebody wrote stays text, and nothing has a style', async () => {
    const own = await signedIn()
    const page = await pageOf(own, told(LOOK))
    const [, frame] = /<div id="root">(.*)<\/div><script type="application/s.exec(page)!
    expect(frame).toMatch(/^<div inert="" class="h-full max-desk:hidden">.*<\/div>$/s)
    expect(frame!.match(/role="option"/g)).toHaveLength(5)
    expect(frame).toContain(
      '>Ann&quot; style=&quot;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&lt;!-- &amp; &#x27; x<',
    )
    expect(frame).not.toMatch(/<script|<img|<!--| style="| on\w+="/)
    // Five rows, and room for what lies over the end of the list.
    expect(frame).toContain('width="1" height="372"')
    // What the window runs waits until it is shown.
    expect(page).toContain('<link rel="modulepreload" crossorigin href="./assets/main-a1b2.js">')
    expect(page.match(/<script[^>]*>/g)).toEqual([
      '<script src="./assets/starter-c3d4.js">',
      `<script type="application/json" id="${BEGINNING}">`,
    ])
  })

  it('is drawn as the window looked last', async () => {
    const own = await signedIn()
    const wide = await pageOf(own, told(LOOK))
    const narrow = await pageOf(own, told({ ...LOOK, narrow: true, height: 300 }))
    expect(narrow).toContain('<div inert="" class="h-full desk:hidden">')
    const folded = /<nav[^>]* w-14"/
    expect(narrow).toMatch(folded)
    expect(wide).not.toMatch(folded)
    expect(await pageOf(own, told({ ...LOOK, folded: true }))).toMatch(folded)
    const side = 'max-wide:hidden"></div>'
    expect(wide).toContain(side)
    expect(await pageOf(own, told({ ...LOOK, details: false }))).not.toContain(side)
  })

  it.each([
    ['has told nothing', undefined],
    ['tells what is none', '%7Bnot'],
    ['tells of no window', told({ ...LOOK, height: -1 })],
    ['has the list in another order', told({ ...LOOK, order: 'newest' })],
    ['has other keys', told({ ...LOOK, mac: !MAC })],
  ])('is not in the page of a window that %s', async (_name, look) => {
    const own = await signedIn()
    const page = await pageOf(own, look ?? '')
    expect(page).toContain('<div id="root"></div>')
    expect(page).toContain(BEGINNING)
  })

  it('is drawn only where the window will surely show the same', async () => {
    const own = await signedIn()
    const answers = Object.fromEntries((await look(own)).answers) as unknown as FirstAnswers
    expect(firstFrame(answers, LOOK)).toContain(`role="option"`)
    const { status, inbox, venue } = answers
    const view = venue!
    const setup = { stage: 'steps', steps: {} } as NonNullable<typeof view.venue.setup>
    const filling = { share: 0.5, rows: 1, left: null }
    const others: Partial<FirstAnswers>[] = [
      { status: { ...status, person: null } },
      { status: { ...status, sessionEnded: true } },
      { status: { ...status, connection: 'signed_out' } },
      { status: { ...status, firstSync: filling } },
      { inbox: { ...inbox, rows: [], total: 0 } },
      // Rows that have not come are drawn with a style.
      { inbox: { ...inbox, total: 200 } },
      { venue: null },
      { venue: { ...view, venue: { ...view.venue, setup } } },
    ]
    for (const other of others) expect(firstFrame({ ...answers, ...other }, LOOK)).toBe('')
  })

  it('is left out where it cannot be drawn', async () => {
    const own = await signedIn()
    await web.restart(() => {
      throw new Error('no')
    })
    const page = await pageOf(web.cookieNow(own), told(LOOK))
    expect(page).toContain('<div id="root"></div>')
    expect(page).toContain(BEGINNING)
  })
})
